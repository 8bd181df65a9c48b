import { OperatorError } from './operator-error.js';
import { type OpsServer, startOpsServer } from './ops-server.js';
import { createReadiness } from './readiness.js';

const ready = createReadiness(['nats']);
let ops: OpsServer;

const options = {
  host: '127.0.0.1',
  health: () => ({ service: 'test' }),
  ready,
  metrics: (_: unknown, response: { end: (text: string) => void }) => response.end('facts_total 1\n'),
};

beforeAll(async () => {
  ops = await startOpsServer({ ...options, port: 0 });
});
afterAll(() => ops.close());

const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${ops.port}${path}`, init);

test('/healthz says that the process lives, ready or not', async () => {
  const response = await get('/healthz');
  expect([response.status, await response.json()]).toEqual([200, { service: 'test' }]);
});

test('/readyz follows the checks and says why not', async () => {
  const before = await get('/readyz');
  expect(before.status).toBe(503);
  expect(await before.json()).toMatchObject({
    checks: { nats: { ready: false, reason: 'not reported yet' } },
  });
  ready.set('nats', true);
  const after = await get('/readyz?verbose');
  expect([after.status, await after.json()]).toEqual([
    200,
    { ready: true, draining: false, checks: { nats: { ready: true } } },
  ]);
});

test('/metrics is answered by the handler', async () => {
  expect(await (await get('/metrics')).text()).toBe('facts_total 1\n');
});

test('other paths and methods are refused', async () => {
  expect((await get('/')).status).toBe(404);
  expect((await get('/readyz', { method: 'POST' })).status).toBe(405);
});

test('a taken port is named, with what to do', async () => {
  const second = startOpsServer({ ...options, port: ops.port });
  await expect(second).rejects.toThrow(OperatorError);
  await expect(second).rejects.toMatchObject({
    message: `Cannot serve health and metrics on 127.0.0.1:${ops.port}: another process listens there.`,
    hint: expect.stringContaining('OPS_PORT'),
  });
});

test('a host that is not ours is blamed on OPS_HOST', async () => {
  const elsewhere = startOpsServer({ ...options, host: '192.0.2.1', port: 0 });
  await expect(elsewhere).rejects.toMatchObject({ hint: expect.stringContaining('OPS_HOST') });
});
