import { errorRecord, errorSummary } from './error-record.js';

test('keeps message, code, stack and causes, and nothing else', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'ECONNREFUSED' });
  const error = Object.assign(new Error('outer', { cause }), {
    hint: 'do it',
    query: 'secret',
    password: 'secret',
  });
  expect(errorRecord(error)).toEqual({
    type: 'Error',
    message: 'outer',
    hint: 'do it',
    stack: error.stack,
    cause: { type: 'TypeError', message: 'inner', code: 'ECONNREFUSED', stack: cause.stack },
  });
});

test('masks passwords of URLs wherever they stand', () => {
  const cause = new Error('via postgres://u:s3cret@db/x');
  const record = errorRecord(new Error('cannot use nats://u:s3cret@h', { cause }));
  expect(record.message).toBe('cannot use nats://u:***@h');
  expect(JSON.stringify(record)).not.toContain('s3cret');
});

test('ends when an error is its own cause', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(errorRecord(error)).match(/"message":"round"/g)).toHaveLength(5);
});

test('records what is no error', () => {
  expect(errorRecord('boom')).toEqual({ type: 'string', message: 'boom' });
  expect(errorRecord(undefined)).toEqual({ type: 'undefined', message: 'undefined' });
});

test('summarises parts and causes on one line', () => {
  const refused = new AggregateError([new Error('connect ::1:4222'), new Error('connect 127.0.0.1:4222')]);
  expect(errorSummary(new Error('no NATS', { cause: refused }))).toBe(
    'no NATS (because: connect ::1:4222, connect 127.0.0.1:4222)',
  );
  expect(errorSummary(Object.assign(new Error(''), { code: 'EPIPE' }))).toBe('EPIPE');
});

test('a summary tells nothing twice', () => {
  const refused = new Error('refused', { cause: new Error('connect 127.0.0.1:4222') });
  expect(errorSummary(new Error('no NATS (refused)', { cause: refused }))).toBe(
    'no NATS (refused) (because: connect 127.0.0.1:4222)',
  );
  expect(errorSummary(new Error('no NATS (refused)', { cause: new Error('refused') }))).toBe(
    'no NATS (refused)',
  );
});
