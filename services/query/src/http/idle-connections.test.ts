import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { roleUrl, startTestServers, type TestServers } from '@synapse/testkit';
import { type RunningQuery, startQuery, until } from '../../test-support/running-query.js';

const IDLE = 10_000;
/** As many as the service keeps. */
const KEPT = 2_000;
const AT_ONCE = 250;

let servers: TestServers;
let query: RunningQuery;

beforeAll(async () => {
  servers = await startTestServers();
  const databaseUrl = roleUrl(servers.database.url, 'synapse_query');
  query = await startQuery({ databaseUrl, natsUrl: servers.nats.url });
  await until(() => query.ready.report().ready);
});

afterAll(async () => {
  await query.stop();
  await servers.end();
});

test('ten thousand connections that send nothing hold a bounded number of places, and nobody else notices', async () => {
  const port = Number(new URL(query.url).port);
  const open = new Set<Socket>();
  const silent = async () => {
    const socket = connect(port, '127.0.0.1');
    open.add(socket);
    socket.on('error', () => {}).once('close', () => open.delete(socket));
    await once(socket, 'connect');
  };
  const answers: number[] = [];
  let most = 0;
  for (let opened = 0; opened < IDLE; opened += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, silent));
    const { status } = await fetch(`${query.url}/v1/leaderboards/xp`, { headers: { connection: 'close' } });
    answers.push(status);
    most = Math.max(most, open.size);
  }
  expect(new Set(answers)).toEqual(new Set([200]));
  // What was closed is noticed a little later.
  expect(most).toBeLessThan(2 * KEPT);
  await until(() => open.size <= KEPT);
  for (const socket of open) socket.destroy();
}, 120_000);
