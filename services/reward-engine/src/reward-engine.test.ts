import { type Bus, readRewards } from '@synapse/bus';
import type { RewardEvent, RewardFrame } from '@synapse/contracts';
import { createLogger } from '@synapse/runtime';
import {
  A_MOMENT,
  buildFact,
  eventually,
  publishFacts,
  publishRules,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestDatabase,
  type TestServers,
  withClient,
} from '@synapse/testkit';
import { runRewardEngine } from './app.js';
import { verify } from './verify.js';
import { watchDrift } from './watch-drift.js';

let servers: TestServers;
let bus: Bus;
let database: TestDatabase;
let service: RunningService;

/** Messages far enough apart to be paid each. */
const said = (n: number, userId = '1') => {
  const at = new Date(Date.parse(A_MOMENT) + n * 60_000).toISOString();
  return buildFact('message_create', { id: `msg:${n}`, user_id: userId, at, received_at: at });
};

const start = () =>
  runInProcess('reward-engine', runRewardEngine, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(database.url, 'synapse_reward_engine'),
  });

const rows = <T extends object>(sql: string) => servers.rows<T>(sql);

const committed = (sequence: number) =>
  eventually(`entry ${sequence} to be judged`, async () => {
    const [position] = await rows<{ sequence: string }>('select sequence from engine_positions');
    return Number(position?.sequence ?? 0) >= sequence;
  });

const members = () =>
  rows(`select id::int, discord_name as name, xp, level, gold, stars, messages_sent, reactions_given, reactions_received
        from users join member_totals on user_id = id order by id`);

const outboxEmpty = () =>
  eventually('the outbox to run empty', async () => (await rows('select 1 from reward_outbox')).length === 0);

/** Every frame on the stream, in order. */
async function frames(): Promise<RewardFrame[]> {
  await outboxEmpty();
  const { state } = await bus.jsm.streams.info('REWARDS');
  const found: RewardFrame[] = [];
  const enough = new AbortController();
  if (state.messages === 0) return found;
  for await (const { sequence, frame } of readRewards(bus, {
    community: 'main',
    from: 1,
    signal: enough.signal,
  })) {
    found.push(frame);
    if (sequence === state.last_seq) break;
  }
  return found;
}

const events = async (): Promise<RewardEvent[]> => (await frames()).flatMap((frame) => frame.events);

beforeEach(async () => {
  servers = await startTestServers();
  ({ bus, database } = servers);
  service = await start();
});

afterEach(async () => {
  await service.stop().catch(() => {});
  await servers.end();
});

test('a message pays its author, is journaled with its factors, and is told with the totals after it', async () => {
  const actor = { name: 'Ada', avatar: 'a1' };
  const fact = buildFact('message_create', { id: 'msg:1', user_id: '7', actor }, { has_code_block: true });
  await committed(await publishFacts(bus, 'main', [fact]));
  expect(await members()).toEqual([
    {
      id: 7,
      name: 'Ada',
      xp: 21,
      level: 1,
      gold: 0,
      stars: 1,
      messages_sent: 1,
      reactions_given: 0,
      reactions_received: 0,
    },
  ]);
  expect(
    await rows(
      'select id::int, event_type, source_system, source_event_id, xp_delta, star_delta, metadata, timestamp from activity_log',
    ),
  ).toEqual([
    {
      id: 1,
      event_type: 'MESSAGE',
      source_system: 'discord',
      source_event_id: 'msg:1',
      xp_delta: 21,
      star_delta: 1,
      metadata: {
        fact: 'msg:1',
        rule_set: 0,
        guild: '10',
        channel: '100',
        xp: [
          ['base', 15],
          ['code_block', 1.4],
        ],
        stars: [['base', 1]],
      },
      timestamp: new Date(A_MOMENT),
    },
  ]);
  expect(await events()).toEqual([
    {
      kind: 'granted',
      id: 'msg:1',
      at: A_MOMENT,
      cause: 'msg:1',
      rule_set: 0,
      silent: false,
      guild_id: '10',
      channel_id: '100',
      member: { id: '7', name: 'Ada', avatar: 'a1' },
      totals: { xp: 21, level: 1, gold: 0, stars: 1 },
      interaction: 'MESSAGE',
      category_id: null,
      xp: 21,
      stars: 1,
      season_id: null,
    },
  ]);
});

test('who leaves and returns is kept, and told once, however often the facts are delivered', async () => {
  const at = (seconds: number) => new Date(Date.parse(A_MOMENT) + seconds * 1_000).toISOString();
  const left = buildFact('member_leave', { id: 'member_leave:s:1', channel_id: null, at: at(10) });
  const hangup = buildFact('voice_leave', { id: 'voice_leave:s:2', at: at(11) });
  const late = buildFact('message_create', { id: 'msg:1', at: at(9) });
  await committed(await publishFacts(bus, 'main', [left, hangup, late, left]));
  const departures = () => rows('select user_id::int, left_at, returned_at from departures');
  expect(await departures()).toEqual([{ user_id: 1, left_at: new Date(at(10)), returned_at: null }]);
  const back = buildFact('member_join', { id: 'member_join:s:3', channel_id: null, at: at(20) });
  await committed(await publishFacts(bus, 'main', [back, left, back]));
  expect(await departures()).toEqual([
    { user_id: 1, left_at: new Date(at(10)), returned_at: new Date(at(20)) },
  ]);
  const told = (await events()).filter(({ kind }) => kind === 'member_left' || kind === 'member_returned');
  expect(told.map(({ kind, id }) => [kind, id])).toEqual([
    ['member_left', 'member_leave:s:1:left'],
    ['member_returned', 'member_join:s:3:returned'],
  ]);
});

test('a reaction pays the reactor and the author; nine messages reach level 2 and its gold', async () => {
  const messages = Array.from({ length: 9 }, (_, n) => said(n, '7'));
  const reaction = buildFact('reaction_add', { id: 'rxn_add:s:1', user_id: '8', target_id: '7' });
  await committed(await publishFacts(bus, 'main', [reaction, ...messages]));
  expect(await members()).toMatchObject([
    { id: 7, name: '7', xp: 143, level: 2, gold: 50, stars: 11, messages_sent: 9, reactions_received: 1 },
    { id: 8, xp: 5, level: 1, stars: 1, reactions_given: 1 },
  ]);
  const told = await events();
  const levels = told.filter(({ kind }) => kind === 'level_reached');
  expect(levels).toMatchObject([
    { member: { id: '7' }, level: 2, gold: 50, totals: { xp: 128, level: 2, gold: 50 } },
  ]);
});

test('the same fact again, in one frame or another, pays once and is told once', async () => {
  const fact = buildFact('message_create', { id: 'msg:1' });
  await publishFacts(bus, 'main', [fact, fact]);
  await committed(await publishFacts(bus, 'main', [fact]));
  expect(await members()).toMatchObject([{ xp: 15, messages_sent: 1 }]);
  expect(await events()).toHaveLength(1);
});

test('rules are in force from their entry on, and each row names its version', async () => {
  const one = said(1);
  const two = said(2);
  await publishFacts(bus, 'main', [one]);
  await publishRules(bus, 'main', { version: 1, settings: { xp_base_message: 100 } });
  await publishRules(bus, 'main', { version: 1, settings: { xp_base_message: 999 } });
  await committed(await publishFacts(bus, 'main', [two]));
  expect(
    await rows(
      `select xp_delta, metadata->'rule_set' as version from activity_log where event_type = 'MESSAGE' order by id`,
    ),
  ).toEqual([
    { xp_delta: 15, version: 0 },
    { xp_delta: 100, version: 1 },
  ]);
});

test('a restart finds the rules of its position in the database, even if their entry has aged out', async () => {
  const body = {
    v: 1,
    community: 'main',
    version: 1,
    semantics: 1,
    at: A_MOMENT,
    settings: { xp_base_message: 100 },
    categories: [],
    seasons: [],
    templates: [],
    quests: [],
  };
  await withClient(database.url, (client) =>
    client.query(`insert into rule_sets (community, version, body) values ('main', 1, $1)`, [
      JSON.stringify(body),
    ]),
  );
  const sequence = await publishRules(bus, 'main', { version: 1, settings: { xp_base_message: 100 } });
  await committed(sequence);
  await service.stop();
  await bus.jsm.streams.purge('FACTS_main');
  service = await start();
  await committed(await publishFacts(bus, 'main', [buildFact('message_create', { id: 'msg:1' })]));
  expect(await members()).toMatchObject([{ xp: 100 }]);
});

test('a fact that cannot be applied becomes a dead letter, its neighbours pay', async () => {
  await withClient(database.url, (client) =>
    client.query(`alter table activity_log add constraint unlucky check (source_event_id <> 'msg:13')`),
  );
  const facts = [12, 13, 14].map((n) => said(n));
  await committed(await publishFacts(bus, 'main', facts));
  expect(await rows('select source_event_id as id from activity_log order by id')).toEqual([
    { id: 'msg:12' },
    { id: 'msg:14' },
  ]);
  const [letter] = await rows<{ raw: Buffer }>('select fact_index, reason, raw from engine_dead_letters');
  expect(letter).toMatchObject({ fact_index: 1, reason: 'impossible' });
  expect(letter?.raw.toString()).toBe(JSON.stringify(facts[1]));
  expect(await members()).toMatchObject([{ xp: 30, messages_sent: 2 }]);
});

test('frames that an earlier owner left in the outbox are published first, and none twice', async () => {
  await committed(await publishFacts(bus, 'main', [buildFact('message_create', { id: 'msg:1' })]));
  await outboxEmpty();
  await service.stop();
  const [published] = await frames();
  const left = { ...published, frame: 2, events: [] };
  await withClient(database.url, async (client) => {
    await client.query('update engine_positions set next_frame = 3');
    const row = 'insert into reward_outbox (community, frame, body) values ($1, $2, $3)';
    await client.query(row, ['main', 1, Buffer.from(JSON.stringify(published))]);
    await client.query(row, ['main', 2, Buffer.from(JSON.stringify(left))]);
  });
  service = await start();
  await committed(await publishFacts(bus, 'main', [said(2)]));
  expect((await frames()).map(({ frame }) => frame)).toEqual([1, 2, 3]);
});

test('however the log is cut into batches, the rows are the same', async () => {
  const facts = Array.from({ length: 60 }, (_, n) =>
    buildFact('message_create', {
      id: `msg:${n}`,
      user_id: String(1 + (n % 7)),
      at: new Date(Date.parse(A_MOMENT) + n * 1000).toISOString(),
    }),
  );
  const digest = async () => ({
    journal: await rows('select * from activity_log order by id'),
    users: await rows('select * from users order by id'),
    totals: await rows('select * from member_totals order by user_id'),
    windows: await rows('select * from reward_windows order by key'),
  });
  for (const fact of facts.slice(0, -1)) await publishFacts(bus, 'main', [fact]);
  await committed(await publishFacts(bus, 'main', facts.slice(-1)));
  const live = await digest();
  await service.stop();
  await withClient(database.url, (client) =>
    client.query(
      'truncate users, activity_log, member_totals, engine_positions, reward_outbox, reward_windows cascade',
    ),
  );
  service = await start();
  await committed(60);
  expect(await digest()).toEqual(live);
});

test('a member’s sums in the journal are the member’s figures', async () => {
  const facts = Array.from({ length: 200 }, (_, n) =>
    n % 3 === 0
      ? buildFact('reaction_add', {
          id: `rxn_add:s:${n}`,
          user_id: String(1 + (n % 5)),
          target_id: String(6 + (n % 4)),
        })
      : buildFact('message_create', { id: `msg:${n}`, user_id: String(1 + (n % 8)) }),
  );
  await committed(await publishFacts(bus, 'main', facts));
  expect(
    await rows(`
      select u.id from users u left join (
        select user_id, sum(xp_delta) xp, sum((metadata->>'gold_delta')::int) gold from activity_log group by user_id
      ) j on j.user_id = u.id where u.xp <> coalesce(j.xp, 0) or u.gold <> coalesce(j.gold, 0)`),
  ).toEqual([]);
});

describe('the check of figures against the journal', () => {
  const check = async () => {
    const said: string[] = [];
    const config = { DATABASE_URL: roleUrl(database.url, 'synapse_reward_engine') };
    const failed = await verify({ config, say: (line) => said.push(line) }).then(
      () => null,
      (error: Error) => error.message,
    );
    return { said, failed };
  };

  test('goes on beside the engine, for a metric', async () => {
    await committed(await publishFacts(bus, 'main', [said(1)]));
    await withClient(database.url, (client) => client.query('update users set xp = 1'));
    const stop = new AbortController();
    const found = await new Promise<number>((resolve) => {
      const url = roleUrl(database.url, 'synapse_reward_engine');
      const log = createLogger({ service: 'test', level: 'fatal' });
      void watchDrift(
        { database: { url, applicationName: 'test' }, everyMinutes: 1, log, onFound: resolve },
        stop.signal,
      );
    });
    stop.abort();
    expect(found).toBe(1);
  });

  test('finds nothing after ordinary life, and names the member and the figure when one was touched', async () => {
    const facts = Array.from({ length: 40 }, (_, n) => said(n, String(1 + (n % 3))));
    const twice = buildFact('reaction_add', { id: 'rxn_add:s:1', user_id: '1', target_id: '2' });
    await committed(await publishFacts(bus, 'main', [...facts, twice, { ...twice, id: 'rxn_add:s:2' }]));
    expect(await check()).toEqual({
      said: ['Every member’s figures are the sums of the journal.'],
      failed: null,
    });
    await withClient(database.url, (client) => client.query('update users set gold = gold + 1 where id = 2'));
    const { said: lines, failed } = await check();
    expect(lines[0]).toMatch(/^member 2: gold is \d+, the journal says \d+$/);
    expect(failed).toContain('1 member');
  });
});

test('a cooldown outlives the engine', async () => {
  await committed(await publishFacts(bus, 'main', [said(1)]));
  await service.stop();
  service = await start();
  await committed(
    await publishFacts(bus, 'main', [buildFact('message_create', { id: 'msg:soon', at: said(1).at })]),
  );
  expect(
    await rows(
      `select xp_delta, metadata->>'denial' as denial from activity_log where source_event_id = 'msg:soon'`,
    ),
  ).toEqual([{ xp_delta: 0, denial: 'cooldown' }]);
  expect(await events()).toHaveLength(1);
});

test('a denial is told when the community wants to hear of it', async () => {
  await publishRules(bus, 'main', { version: 1, settings: { emit_denied_events: true } });
  await committed(await publishFacts(bus, 'main', [said(1), { ...said(1), id: 'msg:again' }]));
  expect(
    (await events()).map((event) => [event.kind, event.kind === 'denied' ? event.reason : null]),
  ).toEqual([
    ['granted', null],
    ['denied', 'cooldown'],
  ]);
});

test('season figures and achievements are written with the journal, and told', async () => {
  await withClient(database.url, async (client) => {
    await client.query(`insert into seasons (id, guild_id, name, starts_at, ends_at, active)
                        values (9, 10, 'Season 1', '2026-01-01', '2026-02-01', true)`);
    await client.query(`insert into achievement_templates
                          (id, guild_id, name, description, requirement_type, requirement_scope, rarity, active)
                        values (4, 10, 'Hello', '', 'counter_threshold', 'lifetime', 'rare', true)`);
  });
  await publishRules(bus, 'main', {
    version: 1,
    seasons: [
      {
        id: 9,
        guild_id: '10',
        name: 'Season 1',
        starts_at: '2026-01-01T00:00:00.000Z',
        ends_at: '2026-02-01T00:00:00.000Z',
        active: true,
      },
    ],
    templates: [
      {
        id: 4,
        guild_id: '10',
        name: 'Hello',
        category: 'social',
        requirement_type: 'counter_threshold',
        requirement_scope: 'lifetime',
        requirement_field: 'messages_sent',
        requirement_value: 2,
        xp_reward: 100,
        gold_reward: 5,
        rarity: 'rare',
        announce_channel_id: null,
        active: true,
      },
    ],
  });
  await publishFacts(bus, 'main', [said(1)]);
  await committed(await publishFacts(bus, 'main', [said(2)]));
  expect(await rows('select season_id, season_stars, lifetime_stars, messages_sent from user_stats')).toEqual(
    [{ season_id: 9, season_stars: 2, lifetime_stars: 2, messages_sent: 2 }],
  );
  expect(await rows('select achievement_id, earned_at, granted_by from user_achievements')).toEqual([
    { achievement_id: 4, earned_at: new Date(said(2).at), granted_by: null },
  ]);
  expect(await rows('select event_type, season_id, xp_delta from activity_log order by id')).toEqual([
    { event_type: 'MESSAGE', season_id: 9, xp_delta: 15 },
    { event_type: 'MESSAGE', season_id: 9, xp_delta: 15 },
    { event_type: 'ACHIEVEMENT_EARNED', season_id: 9, xp_delta: 100 },
    { event_type: 'LEVEL_UP', season_id: 9, xp_delta: 0 },
  ]);
  expect((await events()).map(({ kind }) => kind)).toEqual([
    'season_opened',
    'granted',
    'granted',
    'achievement_earned',
    'gold_moved',
    'level_reached',
    'gold_moved',
  ]);
});
