import { createReadiness, type ReadinessReport } from './readiness.js';

test('is ready once every named check has said yes', () => {
  const ready = createReadiness(['nats', 'position']);
  ready.set('nats', true);
  expect(ready.report()).toEqual({
    ready: false,
    draining: false,
    checks: { nats: { ready: true }, position: { ready: false, reason: 'not reported yet' } },
  });
  ready.set('position', true);
  expect(ready.report().ready).toBe(true);
});

test('keeps the reason of what is not ready', () => {
  const ready = createReadiness(['nats']);
  ready.set('nats', true);
  ready.set('nats', false, 'disconnected');
  expect(ready.report()).toMatchObject({ ready: false, checks: { nats: { reason: 'disconnected' } } });
});

test('says what is lacking where it is ready all the same', () => {
  const ready = createReadiness(['nats']);
  ready.set('nats', true);
  ready.lacks('permissions', 'Manage Roles');
  expect(ready.report()).toMatchObject({ ready: true, checks: { permissions: { lacks: 'Manage Roles' } } });
  ready.lacks('permissions', '');
  expect(ready.report().checks.permissions).toEqual({ ready: true });
});

test('without any check it is not ready', () => {
  expect(createReadiness().report().ready).toBe(false);
});

test('draining is final', () => {
  const ready = createReadiness(['nats']);
  ready.set('nats', true);
  ready.draining();
  ready.set('nats', true);
  expect(ready.report()).toMatchObject({ ready: false, draining: true });
});

test('tells only changes of the whole answer', () => {
  const told: ReadinessReport[] = [];
  const ready = createReadiness(['a', 'b'], (report) => told.push(report));
  ready.set('a', true);
  ready.set('b', true);
  ready.set('b', true);
  ready.set('a', false, 'gone');
  ready.set('b', false, 'gone too');
  ready.draining();
  expect(told.map((report) => report.ready)).toEqual([true, false]);
});
