import { ensureStream, factsStream } from '@synapse/bus';
import {
  buildFact,
  createTestDatabase,
  eventually,
  publishFacts,
  publishRules,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestDatabase,
  type TestServers,
  testErasureKey,
  withClient,
} from '@synapse/testkit';
import { runLakeWriter } from '../services/lake-writer/src/app';
import { runRewardEngine } from '../services/reward-engine/src/app';
import { checkpoint } from '../services/reward-engine/src/checkpoint';
import { redecide } from '../services/reward-engine/src/redecide';

let servers: TestServers;
let other: TestDatabase;
let running: RunningService[];

/** Both services of a community, on its own database. */
const startCommunity = async (community: string, databaseUrl: string) => [
  await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(databaseUrl, 'synapse_lake_writer'),
    COMMUNITY: community,
  }),
  await runInProcess('reward-engine', runRewardEngine, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(databaseUrl, 'synapse_reward_engine'),
    COMMUNITY: community,
  }),
];

beforeEach(async () => {
  servers = await startTestServers('red');
  await ensureStream(servers.bus, factsStream('blue'));
  other = await createTestDatabase();
  running = [
    ...(await startCommunity('red', servers.database.url)),
    ...(await startCommunity('blue', other.url)),
  ];
});

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await other.drop();
  await servers.end();
});

const rowsOf = <T extends object>(url: string, sql: string) =>
  withClient(url, async (client) => (await client.query<T>(sql)).rows);

const passed = (url: string, sequence: number) =>
  eventually('lake and engine to have passed it', async () => {
    const sql =
      'select sequence::int as at from lake_positions union all select sequence::int from engine_positions';
    const positions = await rowsOf<{ at: number }>(url, sql);
    return positions.length === 2 && positions.every(({ at }) => at >= sequence);
  });

test('the same member lives in two communities, each with its own rules, figures and rewards', async () => {
  await publishRules(servers.bus, 'blue', { version: 1, settings: { xp_base_message: 40 } });
  const message = buildFact('message_create', { id: 'msg:1', user_id: '7' });
  const thread = buildFact('thread_create', { id: 'thread:1', user_id: '7' });
  const red = await publishFacts(servers.bus, 'red', [message]);
  const blue = await publishFacts(servers.bus, 'blue', [message, thread]);
  await passed(servers.database.url, red);
  await passed(other.url, blue);

  const figures =
    'select id::int, xp, stars, messages_sent, threads_created from users join member_totals on id = user_id';
  expect(await rowsOf(servers.database.url, figures)).toEqual([
    { id: 7, xp: 15, stars: 1, messages_sent: 1, threads_created: 0 },
  ]);
  expect(await rowsOf(other.url, figures)).toEqual([
    { id: 7, xp: 60, stars: 3, messages_sent: 1, threads_created: 1 },
  ]);
  const lake = 'select count(*)::int as rows from event_lake';
  expect(await rowsOf(servers.database.url, lake)).toEqual([{ rows: 1 }]);
  expect(await rowsOf(other.url, lake)).toEqual([{ rows: 2 }]);

  const framesOf = async (community: string) => {
    const { state } = await servers.bus.jsm.streams.info('REWARDS', { subjects_filter: '>' });
    return state.subjects?.[`synapse.rewards.v1.${community}`] ?? 0;
  };
  await eventually(
    'rewards of both',
    async () => (await framesOf('red')) === 1 && (await framesOf('blue')) > 0,
  );
});

test('each is kept and judged anew by itself', async () => {
  const message = buildFact('message_create', { id: 'msg:1', user_id: '7' });
  await passed(servers.database.url, await publishFacts(servers.bus, 'red', [message]));
  await publishFacts(servers.bus, 'blue', [message]);
  await passed(
    other.url,
    await publishFacts(servers.bus, 'blue', [buildFact('thread_create', { id: 'thread:1' })]),
  );
  const command = (COMMUNITY: string, databaseUrl: string) => ({
    config: {
      NATS_URL: servers.nats.url,
      DATABASE_URL: roleUrl(databaseUrl, 'synapse_reward_engine'),
      COMMUNITY,
      ERASURE_KEY: testErasureKey,
    },
    say: () => {},
    signal: new AbortController().signal,
  });
  const red = command('red', servers.database.url);
  const blue = command('blue', other.url);
  expect(await checkpoint(red)).toMatchObject({ sequence: 1 });
  expect(await redecide(red)).toMatchObject({ beginning: 'first entry', to: 1 });
  expect(await redecide(blue)).toMatchObject({ beginning: 'first entry', to: 2 });
  expect(await redecide({ ...red, beginning: 'checkpoint' })).toMatchObject({ from: 1, to: 1 });
  await expect(redecide({ ...blue, beginning: 'checkpoint' })).rejects.toThrow('There is no checkpoint.');
});
