import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { connectBus } from '@synapse/bus';
import { BUS_USERS, type BusUser } from '@synapse/contracts';
import { type NatsServer, startNats } from './nats.js';
import { temporaryFolder } from './reachable-folder.js';
import { tetheredPids } from './tether.js';

const folder = temporaryFolder();
const running: NatsServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));
afterAll(() => {
  folder.remove();
  expect([...tetheredPids]).toEqual([]);
});

async function start(options: Partial<Parameters<typeof startNats>[0]> = {}): Promise<NatsServer> {
  const server = await startNats({ dataDir: join(folder.path, 'nats'), ...options });
  running.push(server);
  return server;
}

async function withStream<T>(
  server: NatsServer,
  work: (js: ReturnType<typeof jetstream>, last: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const connection = await connect({ servers: server.url });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'ENTRIES', subjects: ['entries'] });
  const last = async () => (await manager.streams.info('ENTRIES')).state.last_seq;
  const result = await work(jetstream(connection), last);
  await connection.close();
  return result;
}

test('what was acknowledged is there after a kill and a start on the same port', async () => {
  const first = await start({ maxPayloadBytes: 2_000_000 });
  await withStream(first, (js) => js.publish('entries', new Uint8Array(1_500_000)));
  await first.kill();
  const second = await start({ port: first.port });
  expect(second.url).toBe(first.url);
  expect(await withStream(second, (_, last) => last())).toBe(1);
});

test('the monitor tells that every message is synced, unless durability was waived', async () => {
  const server = await start();
  const jsz = (await (await fetch(`${server.monitorUrl}/jsz`)).json()) as {
    config: { sync_always?: boolean };
  };
  expect(jsz.config.sync_always).toBe(true);
  const waived = await start({ dataDir: join(folder.path, 'waived'), durable: false });
  const other = (await (await fetch(`${waived.monitorUrl}/jsz`)).json()) as typeof jsz;
  expect(other.config.sync_always).toBeUndefined();
  expect(waived.port).not.toBe(server.port);
});

test('a server that is given accounts goes on with what it kept before', async () => {
  const dataDir = join(folder.path, 'before');
  const before = await start({ dataDir, durable: false });
  await withStream(before, (js) => js.publish('entries', 'kept'));
  await before.stop();
  const passwords = Object.fromEntries(BUS_USERS.map((user) => [user, 'p'])) as Record<BusUser, string>;
  const after = await start({ dataDir, durable: false, passwords });
  const bus = await connectBus({ url: after.url, name: 'test' });
  expect((await bus.jsm.streams.info('ENTRIES')).state.last_seq).toBe(1);
  await bus.close();
});

test('another free port is taken when the wanted one is in use', async () => {
  const first = await start();
  const second = await start({ dataDir: join(folder.path, 'neighbour'), port: first.port });
  expect(second.port).not.toBe(first.port);
  expect(await withStream(second, (_, last) => last())).toBe(0);
});

test('a stopped server leaves no pid file and a configuration that names its folder', async () => {
  const server = await start();
  await server.stop();
  expect(existsSync(join(folder.path, 'nats', 'nats.pid'))).toBe(false);
  expect(readFileSync(join(folder.path, 'nats', 'nats-server.conf'), 'utf8')).toContain(folder.path);
});
