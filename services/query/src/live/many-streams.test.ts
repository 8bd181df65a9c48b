import { Agent, get, type IncomingMessage } from 'node:http';
import { roleUrl, startTestServers, type TestServers } from '@synapse/testkit';
import { framePublisher, granted } from '../../test-support/reward-frames.js';
import { type RunningQuery, startQuery, until } from '../../test-support/running-query.js';

const ASKED = 10_000;
/** As many as the service takes, of all and of one address. */
const [MOST, MOST_EACH] = [2_000, 100];
const AT_ONCE = 100;

let servers: TestServers;
let query: RunningQuery;
const publish = framePublisher(() => servers.bus);

beforeAll(async () => {
  servers = await startTestServers();
  const databaseUrl = roleUrl(servers.database.url, 'synapse_query');
  query = await startQuery({ databaseUrl, natsUrl: servers.nats.url, trustedProxies: ['127.0.0.1'] });
  await until(() => query.ready.report().ready);
});

afterAll(async () => {
  await query.stop();
  await servers.end();
});

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** Asks for a stream as somebody behind the proxy does. */
const askAs = (address: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { 'x-forwarded-for': address };
    get(`${query.url}/v1/stream`, { agent, headers }, resolve).on('error', reject);
  });

/** Asks for ten thousand streams, from so many addresses. @returns those that were opened, and how the others were refused */
async function askForMany(addresses: number): Promise<{ open: IncomingMessage[]; refused: number[] }> {
  const open: IncomingMessage[] = [];
  const refused: number[] = [];
  for (let asked = 0; asked < ASKED; asked += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) => askAs(`10.0.0.${(asked + n) % addresses}`)),
    );
    for (const answer of answers) {
      if (answer.statusCode === 200) open.push(answer);
      else refused.push(answer.resume().statusCode ?? 0);
    }
  }
  return { open, refused };
}

test.each([
  ['one address', 1, MOST_EACH],
  ['two hundred', 200, MOST],
])(
  'of ten thousand streams of %s as many are open as may be; others read on, and every one is served',
  async (_, addresses, expected) => {
    const { open, refused } = await askForMany(addresses);
    expect([open.length, refused.length]).toEqual([expected, ASKED - expected]);
    expect(new Set(refused)).toEqual(new Set([429]));
    for (const path of ['/v1/overview', '/v1/leaderboards/xp', '/v1/members?search=nobody']) {
      expect([path, (await fetch(query.url + path)).status]).toEqual([path, 200]);
    }
    const served = new Set<IncomingMessage>();
    for (const stream of open) {
      stream.on('data', (chunk: Buffer) => chunk.includes('event: granted') && served.add(stream));
    }
    await publish([granted(addresses)]);
    await until(() => served.size === open.length);
    for (const stream of open) stream.destroy();
    // Their places are free again.
    await until(async () => {
      const next = await askAs('10.0.0.0');
      next.destroy();
      return next.statusCode === 200;
    });
  },
  60_000,
);
