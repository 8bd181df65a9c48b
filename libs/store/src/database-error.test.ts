import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type PostgresServer, startPostgres, temporaryFolder } from '@synapse/testkit';
import { isPassingDatabaseError } from './database-error.js';
import { openPool, transactionOf } from './pool.js';
import { type OpenPrismaClient, openPrisma } from './prisma.js';

const folder = temporaryFolder();
const start = (port?: number) =>
  startPostgres({ dataDir: `${folder.path}/data`, durable: false, ...(port !== undefined && { port }) });

let server: PostgresServer;
let prisma: OpenPrismaClient;

beforeAll(async () => {
  server = await start();
  prisma = openPrisma(server.url);
});

afterAll(async () => {
  await prisma.close();
  await server.stop();
  folder.remove();
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test('what Prisma says of a database that goes away says "wait", and the same client goes on when it is back', async () => {
  await prisma.$queryRaw`select 1`;
  const underWay = failure(prisma.$queryRaw`select pg_sleep(60)`);
  await delay(200);
  await server.stop();
  const failures = [
    await underWay,
    await failure(prisma.$queryRaw`select 1`),
    await failure(prisma.season.findMany()),
    await failure(prisma.$transaction((tx) => tx.season.findMany())),
  ];
  server = await start(server.port);
  expect(failures.map(isPassingDatabaseError)).toEqual([true, true, true, true]);
  expect(await prisma.$queryRaw`select 1 as one`).toEqual([{ one: 1 }]);
});

test('a transaction that loses its connection says "wait"', async () => {
  const failed = await failure(
    prisma.$transaction(async (tx) => {
      await tx.$queryRaw`select 1`;
      await server.stop();
      return tx.season.findMany();
    }),
  );
  server = await start(server.port);
  expect(isPassingDatabaseError(failed)).toBe(true);
});

test('a transaction whose connection is reset at its commit says "wait"', async () => {
  const proxy = createServer((client) => {
    const onward = connect(server.port, '127.0.0.1');
    for (const socket of [client, onward]) socket.on('error', () => {});
    onward.pipe(client);
    client.on('data', (chunk) => {
      if (chunk.includes('COMMIT')) client.resetAndDestroy();
      else onward.write(chunk);
    });
    client.on('close', () => onward.destroy());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(server.url);
  url.port = String((proxy.address() as AddressInfo).port);
  const reset = openPrisma(url.href);
  const failed = await failure(reset.$transaction(async (tx) => tx.$queryRaw`select 1`));
  await reset.close();
  proxy.close();
  expect(failed).toMatchObject({ message: 'ConnectionClosed' });
  expect(isPassingDatabaseError(failed)).toBe(true);
});

test('a transaction of a pool that loses its connection between two statements says "wait", and ends nothing else', async () => {
  const pool = openPool({ url: server.url, applicationName: 'test' });
  const failed = await failure(
    transactionOf(pool, async (connection) => {
      await connection.query('select 1');
      await server.stop();
      await delay(200);
      return connection.query('select 1');
    }),
  );
  server = await start(server.port);
  expect(isPassingDatabaseError(failed)).toBe(true);
  await expect(transactionOf(pool, (connection) => connection.query('select 1'))).resolves.toBeDefined();
  await pool.end();
});

test('a session that an operator ends says "wait"', async () => {
  const ended = failure(prisma.$queryRaw`select pg_terminate_backend(pg_backend_pid())`);
  expect(isPassingDatabaseError(await ended)).toBe(true);
});

test('what is wrong with a statement does not: it would fail again', async () => {
  expect(isPassingDatabaseError(await failure(prisma.season.findMany()))).toBe(false);
  expect(isPassingDatabaseError(await failure(prisma.$queryRaw`select 1/0`))).toBe(false);
});
