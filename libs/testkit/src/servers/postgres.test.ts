import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from './databases.js';
import { type PostgresServer, startPostgres } from './postgres.js';
import { temporaryFolder } from './reachable-folder.js';
import { tetheredPids } from './tether.js';

const folder = temporaryFolder();
const dataDir = join(folder.path, 'postgres');
const running: PostgresServer[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));
afterAll(() => {
  folder.remove();
  expect([...tetheredPids]).toEqual([]);
});

async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<PostgresServer> {
  const server = await startPostgres({ dataDir, durable: false, ...options });
  running.push(server);
  return server;
}

const ask = (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query(sql)).rows[0]);

test('a cluster is made once, has the settings of production, and asks for its password', async () => {
  const server = await start();
  expect(server.version).toMatch(/^16\./);
  const settings = `select current_setting('TimeZone') as zone, current_setting('server_encoding') as encoding,
    current_setting('max_connections') as connections, current_setting('listen_addresses') as addresses,
    (select datcollate from pg_database where datname = 'postgres') as collation`;
  expect(await ask(server.url, settings)).toEqual({
    zone: 'UTC',
    encoding: 'UTF8',
    connections: '100',
    addresses: '127.0.0.1',
    collation: 'C',
  });
  expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
  expect(existsSync(`${dataDir}.initdb-password`)).toBe(false);
  const wrong = new URL(server.url);
  wrong.password = 'wrong';
  await expect(withClient(wrong.href, async () => {})).rejects.toThrow('password authentication failed');
});

test('a second start finds what the first one wrote, on the wanted port', async () => {
  const first = await start();
  await ask(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
  const second = await start({ port: first.port, durable: true });
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, "select answer, current_setting('fsync') as fsync from kept")).toEqual({
    answer: 42,
    fsync: 'on',
  });
});

test('after a kill what was committed is there, and the pid file that stayed behind is no hindrance', async () => {
  const first = await start({ durable: true });
  await ask(first.url, 'create table survivors (id int)');
  const [pid] = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
  expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(true);
  const second = await start();
  expect(await ask(second.url, 'select count(*)::int as rows from survivors')).toEqual({ rows: 0 });
});

test('a crash takes nothing that was committed, although nothing is synced', async () => {
  const first = await start();
  await ask(first.url, 'create table acknowledged (id int)');
  const [pid] = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  await withClient(first.url, async (client) => {
    for (let id = 1; id <= 20; id++) await client.query('insert into acknowledged values ($1)', [id]);
    process.kill(Number(pid), 'SIGQUIT');
    await first.exited;
  });
  const second = await start();
  expect(await ask(second.url, 'select count(*)::int as rows from acknowledged')).toEqual({ rows: 20 });
});

test('another free port is taken when the wanted one is in use', async () => {
  const first = await start();
  const second = await start({ dataDir: join(folder.path, 'neighbour'), port: first.port });
  expect(second.port).not.toBe(first.port);
  expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 });
});

test('a cluster of another major version is refused by name', async () => {
  const old = join(folder.path, 'old');
  mkdirSync(old);
  writeFileSync(join(old, 'PG_VERSION'), '15\n');
  await expect(startPostgres({ dataDir: old })).rejects.toThrow(/was made by PostgreSQL 15, this is 16\./);
});
