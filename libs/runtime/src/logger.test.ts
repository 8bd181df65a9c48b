import { context, trace } from '@opentelemetry/api';
import { createLogger, type Logger } from './logger.js';
import type { LogLevel } from './shared-specs.js';
import { startTelemetry } from './telemetry.js';

function recording(level?: LogLevel): {
  log: Logger;
  lines: () => Record<string, unknown>[];
  text: () => string;
} {
  const written: string[] = [];
  const log = createLogger({ service: 'test', level }, { write: (line) => written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line)), text: () => written.join('') };
}

test('writes one JSON object a line, with level, ISO time and service', () => {
  const { log, lines } = recording();
  log.info({ entries: 3 }, 'committed');
  log.debug('not written at the default level');
  expect(lines()).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'test',
      entries: 3,
      msg: 'committed',
    },
  ]);
});

test('writes ids without losing digits', () => {
  const { log, lines } = recording();
  log.info({ memberId: 1_234_567_890_123_456_789n }, 'x');
  expect(lines()[0]).toMatchObject({ memberId: '1234567890123456789' });
});

test('redacts secrets and message text by key, down to the third level and in child loggers', () => {
  const { log, text } = recording('trace');
  for (const key of ['token', 'password', 'authorization', 'content']) {
    log.info({
      [key]: 's3cret',
      one: { [key]: 's3cret', two: { [key]: 's3cret' } },
      list: [{ [key]: 's3cret' }],
    });
    log.child({ [key]: 's3cret' }).info('x');
  }
  expect(text()).not.toContain('s3cret');
  expect(text().match(/\[Redacted\]/g)).toHaveLength(20);
});

test('masks passwords of URLs in messages, fields and errors', () => {
  const { log, lines, text } = recording();
  const error = Object.assign(new Error('postgres://u:s3cret@h/db is away'), { parameters: ['s3cret'] });
  log.info({ server: 'nats://u:s3cret@h' }, 'at nats://u:s3cret@h');
  log.error(error);
  log.error({ err: error, error }, 'again');
  expect(text()).not.toContain('s3cret');
  expect(lines()[1]).toMatchObject({ err: { message: 'postgres://u:***@h/db is away' } });
});

test('names the active trace, and none outside of one', async () => {
  const otlpEndpoint = 'http://127.0.0.1:1';
  const telemetry = await startTelemetry({ service: 'test', version: '1', sampleRatio: 0, otlpEndpoint });
  try {
    const { log, lines } = recording();
    const span = trace.getTracer('test').startSpan('work');
    context.with(trace.setSpan(context.active(), span), () => log.info('inside'));
    log.info('outside');
    const { traceId, spanId } = span.spanContext();
    expect(lines()[0]).toMatchObject({ trace_id: traceId, span_id: spanId });
    expect(lines()[1]).not.toHaveProperty('trace_id');
  } finally {
    await telemetry.shutdown();
  }
});
