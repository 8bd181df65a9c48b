import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, stampedPid, temporaryFolder, tetheredPids } from '@synapse/testkit';
import { runOnce, startAnnounced, startService } from './start-service.js';
import { createSupervisor } from './supervisor.js';

const parent = temporaryFolder();
const folder = { logs: join(parent.path, 'logs'), run: join(parent.path, 'run') };
for (const path of Object.values(folder)) mkdirSync(path);
afterAll(() => {
  parent.remove();
  expect([...tetheredPids]).toEqual([]);
});

function surroundings() {
  const told: string[] = [];
  const supervisor = createSupervisor();
  return { folder, told, supervisor, tell: (line: string) => told.push(line) };
}

function program(name: string, source: string) {
  const script = join(parent.path, `${name}.js`);
  writeFileSync(script, source);
  return { name, script, env: process.env };
}

const opsServer = (port: number, readyAfterAsked: number) => `
  let asked = 0;
  require('node:http').createServer((request, response) => {
    const ready = request.url === '/readyz' && ++asked > ${readyAfterAsked};
    response.writeHead(ready ? 200 : 503).end(
      '{"checks":{"http":{"ready":true},"database":{"ready":false,"reason":"it is away"}}}',
    );
  }).listen(${port}, '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));`;

test('a service is up once it says so, is logged, and leaves nothing when stopped', async () => {
  const around = surroundings();
  const opsPort = await freePort();
  const source = `${opsServer(opsPort, 2)}
    console.log('{"level":"info","msg":"quiet"}');
    console.log('{"level":"warn","msg":"the broker is away","err":{"message":"refused"}}');
    console.error('a plain complaint');`;
  await startService({ ...program('steady', source), opsPort }, around);
  expect(stampedPid(join(folder.run, 'steady.pid'))).toBeDefined();
  await around.supervisor.stopAll();
  expect(around.told).toHaveLength(2);
  expect(around.told).toEqual(
    expect.arrayContaining(['[steady] warn: the broker is away: refused', '[steady] a plain complaint']),
  );
  expect(readFileSync(join(folder.logs, 'steady.log'), 'utf8')).toContain('"msg":"quiet"');
  expect(stampedPid(join(folder.run, 'steady.pid'))).toBeUndefined();
});

test('a service that ends while it starts is named with its last lines', async () => {
  const around = surroundings();
  const failing = program(
    'failing',
    `console.log('{"level":"fatal","msg":"NATS_URL is not set"}'); process.exit(1)`,
  );
  await expect(startService({ ...failing, opsPort: await freePort() }, around)).rejects.toThrow(
    /failing ended with code 1\. It said last \(all of it: .*failing\.log\):\n {2}\| fatal: NATS_URL is not set/,
  );
  await around.supervisor.stopAll();
});

test('a service that does not become ready is named with what its checks say', async () => {
  const around = surroundings();
  const opsPort = await freePort();
  const waiting = { ...program('waiting', opsServer(opsPort, 1_000_000)), opsPort, readyWithinMs: 1_000 };
  await expect(startService(waiting, around)).rejects.toThrow(
    'waiting was not ready after 1 s (database: it is away). It wrote nothing.',
  );
  await around.supervisor.stopAll();
});

test('the death of a running service is reported, a stop is not', async () => {
  const around = surroundings();
  const opsPort = await freePort();
  await startService({ ...program('mortal', opsServer(opsPort, 0)), opsPort }, around);
  const pid = stampedPid(join(folder.run, 'mortal.pid')) ?? 0;
  process.kill(pid, 'SIGKILL');
  const { of, status } = await around.supervisor.firstDeath;
  expect([of.name, status]).toEqual(['mortal', { code: null, signal: 'SIGKILL' }]);
  await around.supervisor.stopAll();
});

test('a program that only runs once must end well', async () => {
  const around = surroundings();
  await runOnce(program('good', ''), around);
  await expect(runOnce(program('bad', 'process.exit(3)'), around)).rejects.toThrow('bad ended with code 3');
  await expect(runOnce(program('slow', 'setInterval(() => {}, 1000)'), around, 200)).rejects.toThrow(
    'slow was not done after 0.2 s',
  );
  await around.supervisor.stopAll();
});

test('a program is waited for until it announces itself', async () => {
  const around = surroundings();
  const source = `console.log('warming up'); console.log('port 42'); setInterval(() => {}, 1000)`;
  const port = (line: string) => /^port (\d+)/.exec(line)?.[1];
  expect(await startAnnounced(program('herald', source), around, port)).toBe('42');
  await expect(startAnnounced(program('mute', `console.log('bye')`), around, port)).rejects.toThrow(
    /mute did not start.*\n {2}\| bye/,
  );
  await around.supervisor.stopAll();
});

test('everything is stopped in the reverse order, once', async () => {
  const supervisor = createSupervisor();
  const stopped: string[] = [];
  for (const name of ['database', 'log', 'service']) {
    supervisor.add({ name, stop: async () => void stopped.push(name), hasEnded: () => name === 'log' });
  }
  const told: string[] = [];
  await supervisor.stopAll((name) => told.push(name));
  await supervisor.stopAll((name) => told.push(name));
  expect(stopped).toEqual(['service', 'log', 'database']);
  expect(told).toEqual(['service', 'database']);
});
