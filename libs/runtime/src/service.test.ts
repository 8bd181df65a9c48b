import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SpawnedService, spawnService, transpileRuntime } from '../test/spawned-service.js';

let folder: string;
let service: SpawnedService;

beforeAll(() => {
  folder = transpileRuntime();
});
afterEach(async () => {
  service.child.kill('SIGKILL');
  await service.ended;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a service whose main is the given body. */
function start(body: string, env: NodeJS.ProcessEnv = {}, options = ''): SpawnedService {
  const main = `async ({ config, log, ready, signal, telemetry, phase }) => {
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    ${body}
  }`;
  const head = `name: 'probe', version: '1.2.3', checks: ['work'], ${options}`;
  service = spawnService(folder, `runtime.runService({ spec: {}, ${head} }, ${main});`, env);
  return service;
}

async function opsUrl(): Promise<string> {
  const { opsPort } = await service.line('serving health and metrics');
  return `http://127.0.0.1:${opsPort}`;
}

const withoutNoise = () => service.lines.map(({ msg }) => msg).filter((msg) => !msg.startsWith('serving'));

test('SIGTERM: not ready first, work in flight is finished, exit 0', async () => {
  start(
    `ready.set('work', true); phase('reading the log'); await aborted; await released; log.info('committed');`,
  );
  const url = await opsUrl();
  await service.line('ready');
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({
    service: 'probe',
    version: '1.2.3',
    phase: 'reading the log',
  });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('service_version="1.2.3"');

  service.child.kill('SIGTERM');
  await service.line('stopping');
  const readyz = await fetch(`${url}/readyz`);
  expect(readyz.status).toBe(503);
  expect(await readyz.json()).toMatchObject({ ready: false, draining: true });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  service.release();
  expect((await service.ended).code).toBe(0);
  expect(withoutNoise()).toEqual(['ready', 'stopping', 'no longer ready: stopping', 'committed', 'stopped']);
});

test('a wrong configuration: every complaint in plain words, exit 1', async () => {
  start(
    '',
    { OPS_PORT: '80a', LOG_LEVEL: 'loud', NATS_URL: 'http://u:s3cret@h' },
    'spec: { ...runtime.natsSpec, ...runtime.databaseSpec }',
  );
  const { code, stderr } = await service.ended;
  expect(code).toBe(1);
  for (const name of ['OPS_PORT', 'LOG_LEVEL', 'NATS_URL', 'DATABASE_URL'])
    expect(stderr).toContain(`  ${name} `);
  expect(stderr).toMatch(/^\nprobe stops\. The configuration has 4 problems:/);
  expect(stderr).not.toMatch(/s3cret|\n {4}at /);
  expect(service.lines).toEqual([]);
});

test('main that returns by itself: exit 0', async () => {
  start(`log.info('done')`);
  expect((await service.ended).code).toBe(0);
  expect(withoutNoise()).toEqual(['done', 'stopped']);
});

test('a wait that the signal ends is no failure', async () => {
  start(`log.info('waiting'); await runtime.sleep(2 ** 30, signal);`);
  await service.line('waiting');
  service.child.kill('SIGINT');
  expect((await service.ended).code).toBe(0);
});

test('an error meant for people: message and hint without a stack, exit 1', async () => {
  start(
    `throw new runtime.OperatorError('The stream FACTS_main is younger than the position.', 'Run the check.')`,
  );
  const { code, stderr } = await service.ended;
  expect([code, stderr]).toEqual([
    1,
    '\nprobe stops. The stream FACTS_main is younger than the position.\nRun the check.\n',
  ]);
  const { hint, err } = await service.line('The stream FACTS_main is younger than the position.');
  expect([hint, err]).toEqual(['Run the check.', undefined]);
});

test('a bug in main: logged whole, exit 1', async () => {
  start(`throw new TypeError('impossible state')`);
  expect((await service.ended).code).toBe(1);
  expect(await service.line('probe failed: impossible state')).toMatchObject({
    level: 'fatal',
    err: { type: 'TypeError', stack: expect.stringContaining('impossible state\n    at ') },
  });
});

test.each([
  ['rejection', `Promise.reject(new Error('nobody caught me'));`],
  ['exception', `setImmediate(() => { throw new Error('nobody caught me'); });`],
])('an uncaught %s: logged, exit 1', async (_, body) => {
  start(`${body} await aborted;`);
  expect((await service.ended).code).toBe(1);
  expect(await service.line('probe failed: nobody caught me')).toMatchObject({ level: 'fatal' });
});

test('a main that hangs after the signal: says what it was doing, exit 1', async () => {
  start(
    `phase('waiting for a lock'); log.info('hanging'); await new Promise(() => {});`,
    {},
    'stopWithinMs: 50',
  );
  await service.line('hanging');
  service.child.kill('SIGTERM');
  const { code, stderr } = await service.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('probe did not stop within 0.05 s. It was waiting for a lock; still open: ');
});

test('the same signal twice: exit at once', async () => {
  start(`log.info('hanging'); await new Promise(() => {});`);
  await service.line('hanging');
  service.child.kill('SIGTERM');
  await service.line('stopping');
  service.child.kill('SIGTERM');
  expect((await service.ended).code).toBe(1);
  await service.line('told to stop again: exiting at once');
});

test('SIGTERM after SIGINT is the supervisor, not impatience', async () => {
  start(
    `log.info('working'); process.on('SIGTERM', () => log.info('second signal')); await aborted; await released;`,
  );
  await service.line('working');
  service.child.kill('SIGINT');
  await service.line('stopping');
  service.child.kill('SIGTERM');
  await service.line('second signal');
  service.release();
  expect((await service.ended).code).toBe(0);
});

test('a taken port: names it and OPS_PORT, exit 1', async () => {
  const neighbour = createServer().listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
  const { port } = neighbour.address() as AddressInfo;
  start('', { OPS_PORT: String(port) });
  const { code, stderr } = await service.ended;
  neighbour.close();
  expect(code).toBe(1);
  expect(stderr).toContain(`127.0.0.1:${port}: another process listens there`);
  expect(stderr).toContain('set OPS_PORT to a free port');
});
