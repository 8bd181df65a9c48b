import { lastConfigEntry } from '@synapse/bus';
import {
  decodeRewardFrame,
  decodeRuleSet,
  encodeFact,
  type FactJson,
  type RewardEvent,
} from '@synapse/contracts';
import { openPrisma } from '@synapse/store';
import {
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestServers,
} from '@synapse/testkit';
import { createClock } from '../services/admin/src/app';
import { bootstrap } from '../services/admin/src/bootstrap/bootstrap';
import { rollSeason } from '../services/admin/src/seasons/roll-season';
import { runLakeWriter } from '../services/lake-writer/src/app';
import { runRewardEngine } from '../services/reward-engine/src/app';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LARGEST_ID = String(2n ** 63n - 1n);

let servers: TestServers;
let running: RunningService[];
let prisma: ReturnType<typeof openPrisma>;

const seasons = () => ({ prisma, bus: servers.bus, community: 'main' });
const as = (role: string) => ({
  NATS_URL: servers.nats.url,
  DATABASE_URL: roleUrl(servers.database.url, role),
});

beforeEach(async () => {
  servers = await startTestServers();
  const at = new Date().toISOString();
  const structure = { name: 'Guild', afk_channel_id: null, channels: [], roles: [] };
  await publishFacts(servers.bus, 'main', [
    encodeFact({
      id: 'guild_structure:s:1',
      type: 'guild_structure',
      guild_id: '10',
      at,
      received_at: at,
      payload: structure,
    } as FactJson),
  ]);
  running = [
    await runInProcess('lake-writer', runLakeWriter, as('synapse_lake_writer')),
    await runInProcess('reward-engine', runRewardEngine, as('synapse_reward_engine')),
  ];
  prisma = openPrisma(roleUrl(servers.database.url, 'synapse_admin'));
  await bootstrapAgain();
});

const bootstrapAgain = () =>
  bootstrap({
    config: {
      ...as('synapse_admin'),
      COMMUNITY: 'main',
      NATS_MONITOR_URL: undefined,
      ALLOW_UNSAFE_DURABILITY: true,
      BOOTSTRAP_WAIT_SECONDS: 10,
    },
    signal: new AbortController().signal,
    say: () => {},
  });

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await prisma.close();
  await servers.end();
});

let said = 0;
const say = async (userId: string, at: Date): Promise<void> => {
  said += 1;
  const time = at.toISOString();
  const fact = buildFact('message_create', {
    id: `msg:${said}`,
    user_id: userId,
    channel_id: String(said),
    at: time,
    received_at: time,
  });
  const sequence = await publishFacts(servers.bus, 'main', [fact]);
  await eventually('lake and engine to have passed it', async () => {
    const passed = await servers.rows<{ sequence: string }>(
      'select sequence from lake_positions union all select sequence from engine_positions',
    );
    return passed.length === 2 && passed.every((position) => Number(position.sequence) >= sequence);
  });
};

const stats = () =>
  servers.rows('select season_id, user_id::int, season_stars from user_stats order by 1, 2');
const inSeason = async () =>
  (
    await servers.rows<{ n: number }>(
      "select coalesce(sum(count), 0)::int as n from event_counters where period = 'season' and category_id = 0",
    )
  )[0]?.n;

async function rewards(): Promise<RewardEvent[]> {
  const { state } = await servers.bus.jsm.streams.info('REWARDS');
  const events: RewardEvent[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    const message = await servers.bus.jsm.streams.getMessage('REWARDS', { seq });
    if (message) events.push(...decodeRewardFrame(message.data).events);
  }
  return events;
}

const closings = async () => (await rewards()).filter((event) => event.kind === 'season_closed');

test('a roll ends the season now, opens the next, and tells the final standings once', async () => {
  const now = new Date();
  await say('1', now);
  await say('2', now);
  await say('2', now);
  const { old, opened } = await rollSeason(seasons(), { name: 'Season 2', days: 30 }, new Date());
  await eventually('the standings to be told', async () => (await closings()).length > 0);
  expect((await closings())[0]).toMatchObject({
    standings: [
      { rank: 1, member: { id: '2' }, stars: 2 },
      { rank: 2, member: { id: '1' }, stars: 1 },
    ],
  });
  expect(await inSeason()).toBe(0);
  await say('1', now);
  await say('1', new Date(Date.now() + 1000));
  expect(await stats()).toEqual([
    { season_id: old, user_id: 1, season_stars: 1 },
    { season_id: old, user_id: 2, season_stars: 2 },
    { season_id: opened, user_id: 1, season_stars: 1 },
  ]);
  expect(await inSeason()).toBe(1);
  expect(await servers.rows('select name, active from seasons order by id')).toEqual([
    { name: 'Season 1', active: false },
    { name: 'Season 2', active: true },
  ]);
  expect(
    await servers.rows(`select action_type from admin_log where target_table = 'seasons' order by id`),
  ).toEqual([{ action_type: 'CREATE' }, { action_type: 'SEASON_ROLL' }]);
});

test('a roll to a name that is taken is refused and changes nothing', async () => {
  const before = await servers.rows('select * from seasons');
  await expect(rollSeason(seasons(), { name: 'Season 1', days: 30 }, new Date())).rejects.toThrow('already');
  expect(await servers.rows('select * from seasons')).toEqual(before);
});

test('the clock closes a season fifteen minutes after its end, once, and publishes that it is over', async () => {
  const clock = createClock(seasons(), { info: () => {} });
  await say('1', new Date());
  const [season] = await servers.rows<{ ends_at: Date }>('select ends_at from seasons');
  const ends = (season as { ends_at: Date }).ends_at.getTime();
  await clock(new Date(ends + 14 * MINUTE));
  expect(await servers.rows('select 1 from season_closings')).toEqual([]);
  await clock(new Date(ends + 15 * MINUTE));
  await clock(new Date(ends + 16 * MINUTE));
  expect(await servers.rows('select season_id from season_closings')).toHaveLength(1);
  expect(await servers.rows('select active from seasons')).toEqual([{ active: false }]);
  const entry = await lastConfigEntry(servers.bus, 'main');
  expect(entry && decodeRuleSet(entry.body).seasons).toMatchObject([{ active: false }]);
  await eventually('the standings to be told', async () => (await closings()).length === 1);
});

test('after a season has ended by itself the next can still be opened', async () => {
  const clock = createClock(seasons(), { info: () => {} });
  const [season] = await servers.rows<{ ends_at: Date }>('select ends_at from seasons');
  const later = new Date((season as { ends_at: Date }).ends_at.getTime() + 20 * MINUTE);
  await clock(later);
  expect(await rollSeason(seasons(), { name: 'Season 2', days: 30 }, later)).toMatchObject({ old: null });
  expect(await servers.rows('select name from seasons where active')).toEqual([{ name: 'Season 2' }]);
});

test('a roll whose closing never reached the log is closed by the clock', async () => {
  await say('1', new Date());
  await servers.rows(`update seasons set active = false, ends_at = now()`);
  const clock = createClock(seasons(), { info: () => {} });
  await bootstrapAgain();
  await clock(new Date(Date.now() + 16 * MINUTE));
  expect(await servers.rows('select season_id from season_closings')).toHaveLength(1);
});

test('the clock gives a new template to those who already qualify, silently and once', async () => {
  const clock = createClock(seasons(), { info: () => {} });
  await say('1', new Date());
  await say(LARGEST_ID, new Date());
  await clock(new Date());
  await servers.rows(`
    insert into achievement_templates
      (guild_id, name, description, requirement_type, requirement_scope, requirement_field, requirement_value, xp_reward, rarity)
    values (10, 'First Words', '', 'counter_threshold', 'lifetime', 'messages_sent', 1, 7, 'common')`);
  await bootstrapAgain();
  await clock(new Date());
  await clock(new Date());
  const paid = `select user_id::text as id, xp_delta as xp from activity_log
    where event_type = 'ACHIEVEMENT_EARNED' and xp_delta = 7 order by activity_log.user_id`;
  expect(await servers.rows(paid)).toEqual([
    { id: '1', xp: 7 },
    { id: LARGEST_ID, xp: 7 },
  ]);
  const told = await eventually('both to be told', async () => {
    const events = (await rewards()).filter(
      (event) => event.kind === 'achievement_earned' && event.name === 'First Words',
    );
    return events.length === 2 && events;
  });
  expect(told.map(({ silent }) => silent)).toEqual([true, true]);
});

test('the clock lets windows be forgotten once a day; what is older is late from then on', async () => {
  const clock = createClock(seasons(), { info: () => {} });
  const now = new Date();
  await say('1', now);
  expect(await servers.rows('select 1 from reward_windows')).not.toEqual([]);
  const later = new Date(now.getTime() + 20 * DAY);
  await clock(later);
  await clock(later);
  expect(await servers.rows('select 1 from reward_windows')).toEqual([]);
  expect(
    await servers.rows(`select 1 from command_outcomes where command_id like 'forget-before-%'`),
  ).toHaveLength(1);
  await say('1', now);
  expect(
    await servers.rows(
      `select metadata->>'denial' as denial from activity_log where event_type = 'MESSAGE' order by id desc limit 1`,
    ),
  ).toEqual([{ denial: 'late' }]);
});
