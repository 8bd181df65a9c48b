import { type Bus, lastConfigEntry } from '@synapse/bus';
import { decodeRuleSet, encodeFact, type FactJson, type Payload, SETTINGS } from '@synapse/contracts';
import { openPrisma } from '@synapse/store';
import {
  A_MOMENT,
  publishFacts,
  roleUrl,
  startTestServers,
  type TestDatabase,
  type TestServers,
  withClient,
} from '@synapse/testkit';
import { createGuildFollower } from '../follow-guilds.js';
import { catchUpWithStructures } from '../structure-log.js';
import { bootstrap } from './bootstrap.js';

type Structure = Payload<'guild_structure'>;

let servers: TestServers;
let bus: Bus;
let database: TestDatabase;
let structures = 0;

const CATEGORY = 4;
const TEXT = 0;

/** A guild with the given channels, written "id name [parent]"; a name in capitals is a Discord category. */
const guild = (...channels: string[]): Structure => ({
  name: 'Guild',
  afk_channel_id: null,
  roles: [],
  channels: channels.map((text) => {
    const [id = '', name = '', parent] = text.split(' ');
    return { id, name, parent_id: parent ?? null, type: name === name.toUpperCase() ? CATEGORY : TEXT };
  }),
});

async function seen(structure: Structure, guildId = '10'): Promise<void> {
  structures += 1;
  const fact = {
    id: `guild_structure:s:${structures}`,
    type: 'guild_structure',
    guild_id: guildId,
    at: A_MOMENT,
    received_at: A_MOMENT,
    payload: structure,
  } as FactJson;
  await publishFacts(bus, 'main', [encodeFact(fact)]);
}

const run = (waitSeconds = 10) =>
  bootstrap({
    config: {
      NATS_URL: servers.nats.url,
      DATABASE_URL: roleUrl(database.url, 'synapse_admin'),
      COMMUNITY: 'main',
      NATS_MONITOR_URL: undefined,
      ALLOW_UNSAFE_DURABILITY: true,
      BOOTSTRAP_WAIT_SECONDS: waitSeconds,
    },
    signal: new AbortController().signal,
    say: () => {},
  });

const rows = <T extends object>(sql: string) => servers.rows<T>(sql);

const mapping = async () => {
  const found = await rows<{ name: string; channels: string[] | null }>(`
    select name, array_agg(channel_id::text order by channel_id) filter (where channel_id is not null) as channels
    from categories left join category_channels on category_id = id group by id order by id`);
  return Object.fromEntries(found.map(({ name, channels }) => [name, channels ?? []]));
};

const everything = async () =>
  Object.fromEntries(
    await Promise.all(
      [
        'categories',
        'category_channels',
        'settings',
        'seasons',
        'achievement_templates',
        'rule_sets',
        'admin_log',
      ].map(
        async (table) => [table, await rows(`select to_jsonb(t) as row from ${table} t order by 1`)] as const,
      ),
    ),
  );

const ruleSetInForce = async () => {
  const entry = await lastConfigEntry(bus, 'main');
  return entry && decodeRuleSet(entry.body);
};

beforeEach(async () => {
  servers = await startTestServers();
  ({ bus, database } = servers);
});

afterEach(() => servers.end());

test('every Discord category becomes a category with its channels; the rest goes to "General" or the first', async () => {
  await seen(guild('1 TALK', '2 CODE', '11 hello 1', '21 rust 2', '31 alone'));
  await run();
  expect(await mapping()).toEqual({ TALK: ['11', '31'], CODE: ['21'] });
});

test('a channel without a Discord category goes to "General" where there is one, whatever its case', async () => {
  await seen(guild('1 TALK', '2 GENERAL', '31 alone'));
  await run();
  expect(await mapping()).toEqual({ TALK: [], GENERAL: ['31'] });
});

test('a guild without Discord categories gets "General"', async () => {
  await seen(guild('31 alone', '32 too'));
  await run();
  expect(await mapping()).toEqual({ General: ['31', '32'] });
});

test('the settings, the first season and the starter pack are there, and the rules are in the log', async () => {
  await seen(guild('1 TALK', '11 hello 1'));
  await run();
  expect(await rows(`select count(*)::int as n from settings`)).toEqual([
    { n: Object.keys(SETTINGS).length },
  ]);
  expect(await rows(`select name, active, ends_at - starts_at = '120 days' as days from seasons`)).toEqual([
    { name: 'Season 1', active: true, days: true },
  ]);
  expect(await rows(`select count(*)::int as n from achievement_templates`)).toEqual([{ n: 14 }]);
  expect(await ruleSetInForce()).toMatchObject({
    version: 1,
    community: 'main',
    categories: [{ guild_id: '10', name: 'TALK', active: true, channels: ['11'], multipliers: [] }],
    seasons: [{ name: 'Season 1', active: true }],
    settings: { xp_base_message: 15, level_factor: 1.25 },
  });
  expect((await ruleSetInForce())?.templates.find(({ name }) => name === 'Night Owl')).toMatchObject({
    requirement_type: 'counter_threshold',
    requirement_scope: 'lifetime',
    requirement_field: 'voice_minutes',
    requirement_value: 600,
    rarity: 'uncommon',
    xp_reward: 75,
    gold_reward: 0,
  });
});

test('the starter pack is the one of the rules', async () => {
  await seen(guild('1 TALK', '11 hello 1'));
  await run();
  const pack = await rows<Record<string, unknown>>(`
    select name, requirement_type, requirement_scope, requirement_field, requirement_value, rarity, xp_reward, gold_reward
    from achievement_templates order by id`);
  const counter = 'counter_threshold';
  const stars = ['star_threshold', 'lifetime', null] as const;
  const xp = ['xp_milestone', 'lifetime', null] as const;
  expect(pack.map((row) => Object.values(row))).toEqual([
    ['Hello World', counter, 'lifetime', 'messages_sent', 1, 'common', 10, 5],
    ['Chatterbox', counter, 'lifetime', 'messages_sent', 100, 'uncommon', 50, 0],
    ['Thousand Words', counter, 'lifetime', 'messages_sent', 1000, 'rare', 200, 0],
    ['Cheerleader', counter, 'lifetime', 'reactions_given', 200, 'uncommon', 50, 0],
    ['Popular', counter, 'lifetime', 'reactions_received', 500, 'rare', 100, 0],
    ['Night Owl', counter, 'lifetime', 'voice_minutes', 600, 'uncommon', 75, 0],
    ['First Star', ...stars, 5, 'common', 10, 0],
    ['Rising Star', ...stars, 100, 'common', 25, 0],
    ['Constellation', ...stars, 1000, 'rare', 100, 0],
    ['Galaxy', ...stars, 10_000, 'epic', 250, 0],
    ['Getting Started', ...xp, 25, 'common', 0, 5],
    ['First Steps', ...xp, 100, 'common', 0, 0],
    ['Committed', ...xp, 5000, 'rare', 0, 0],
    ['Veteran', ...xp, 50_000, 'epic', 500, 0],
  ]);
});

test.each([
  [
    'a setting out of its range',
    `update settings set value_json = '1' where key = 'level_factor'`,
    'level_factor',
  ],
  [
    'a template that can never be met',
    `update achievement_templates set requirement_value = null where name = 'Popular'`,
    'requirement_value',
  ],
  [
    'a multiplier below 0',
    `insert into category_multipliers (category_id, interaction_type, xp_multiplier, star_multiplier)
     select id, 'MESSAGE', -1, 1 from categories limit 1`,
    'xp_multiplier',
  ],
  [
    'a multiplier that is not finite',
    `insert into category_multipliers (category_id, interaction_type, xp_multiplier, star_multiplier)
     select id, 'MESSAGE', 1, 'NaN' from categories limit 1`,
    'star_multiplier',
  ],
  ['a season that ends before it begins', `update seasons set ends_at = starts_at`, 'ends_at'],
])('%s is refused by the name of its field, and nothing is changed', async (_what, sql, field) => {
  await seen(guild('1 TALK', '11 hello 1'));
  await run();
  await rows(sql);
  await seen(guild('1 TALK', '2 CODE', '11 hello 1'));
  const before = await everything();
  const last = (await bus.jsm.streams.info('FACTS_main')).state.last_seq;
  await expect(run()).rejects.toMatchObject({
    name: 'RuleSetError',
    message: expect.stringContaining(field),
  });
  expect(await everything()).toEqual(before);
  expect((await bus.jsm.streams.info('FACTS_main')).state.last_seq).toBe(last);
});

test('a second run changes nothing', async () => {
  await seen(guild('1 TALK', '11 hello 1', '31 alone'));
  await run();
  const before = await everything();
  const last = (await bus.jsm.streams.info('FACTS_main')).state.last_seq;
  await run();
  expect(await everything()).toEqual(before);
  expect((await bus.jsm.streams.info('FACTS_main')).state.last_seq).toBe(last);
});

test('two runs at once do everything once', async () => {
  await seen(guild('1 TALK', '11 hello 1'));
  await Promise.all([run(), run()]);
  expect(await mapping()).toEqual({ TALK: ['11'] });
  expect(await rows(`select count(*)::int as n from achievement_templates`)).toEqual([{ n: 14 }]);
  expect(await rows('select version from rule_sets')).toEqual([{ version: 1 }]);
});

test('channels follow renames, moves and deletions, and the rules follow with a new version', async () => {
  await seen(guild('1 TALK', '2 CODE', '11 hello 1', '12 bye 1', '21 rust 2'));
  await run();
  await seen(guild('1 CHATTER', '2 CODE', '11 hello 2', '21 rust 2', '22 go 2'));
  await run();
  expect(await mapping()).toEqual({ CHATTER: [], CODE: ['11', '21', '22'] });
  expect(await ruleSetInForce()).toMatchObject({
    version: 2,
    categories: [{ name: 'CHATTER' }, { name: 'CODE' }],
  });
});

test('a channel that an admin mapped stays where it is', async () => {
  await seen(guild('1 TALK', '2 CODE', '11 hello 1'));
  await run();
  await withClient(database.url, async (client) => {
    await client.query(
      `update category_channels set category_id = (select id from categories where name = 'CODE')`,
    );
  });
  await seen(guild('1 TALK', '2 CODE', '3 MORE', '11 hello 3'));
  await run();
  expect(await mapping()).toMatchObject({ CODE: ['11'], TALK: [], MORE: [] });
});

test('what an admin changed or ended stays so', async () => {
  await seen(guild('1 TALK', '11 hello 1'));
  await run();
  await withClient(database.url, async (client) => {
    await client.query(`update settings set value_json = '77' where key = 'xp_base_message'`);
    await client.query(`update seasons set active = false`);
    await client.query(`update achievement_templates set active = false where name = 'Popular'`);
  });
  await run();
  expect(await rows(`select count(*)::int as n from seasons`)).toEqual([{ n: 1 }]);
  expect(await ruleSetInForce()).toMatchObject({ version: 2, settings: { xp_base_message: 77 } });
  expect((await ruleSetInForce())?.templates.find(({ name }) => name === 'Popular')?.active).toBe(false);
});

test('a version that was committed and never published leaves with the next run', async () => {
  await seen(guild('1 TALK', '11 hello 1'));
  await run();
  await withClient(database.url, async (client) => {
    await client.query(`update settings set value_json = '77' where key = 'xp_base_message'`);
    await client.query(`
      insert into rule_sets (community, version, body)
      select community, 2, jsonb_set(jsonb_set(body, '{version}', '2'), '{settings,xp_base_message}', '77') from rule_sets`);
  });
  await run();
  expect(await ruleSetInForce()).toMatchObject({ version: 2, settings: { xp_base_message: 77 } });
  expect(await rows('select count(*)::int as n from rule_sets where log_sequence is not null')).toEqual([
    { n: 2 },
  ]);
});

test('every change is in the audit trail with the system as its actor', async () => {
  await seen(guild('1 TALK', '11 hello 1'));
  await run();
  await seen(guild('1 TALK', '11 hello 1', '12 more 1'));
  await run();
  expect(
    await rows(`select actor_id::int as actor, action_type, before_snapshot as before, after_snapshot as after
                from admin_log where target_table = 'categories' order by id`),
  ).toEqual([
    { actor: 0, action_type: 'CREATE', before: null, after: { name: 'TALK', channels: ['11'] } },
    {
      actor: 0,
      action_type: 'UPDATE',
      before: { name: 'TALK', channels: ['11'] },
      after: { name: 'TALK', channels: ['11', '12'] },
    },
  ]);
});

test('several guilds share one season and one starter pack, and keep their categories', async () => {
  await seen(guild('1 TALK', '11 hello 1'), '10');
  await seen(guild('5 TALK', '51 hello 5'), '20');
  await run();
  expect(await rows('select guild_id::int as guild, name from categories order by id')).toEqual([
    { guild: 10, name: 'TALK' },
    { guild: 20, name: 'TALK' },
  ]);
  expect(await rows('select guild_id::int as guild from seasons')).toEqual([{ guild: 10 }]);
  expect(await rows(`select count(*)::int as n from achievement_templates`)).toEqual([{ n: 14 }]);
});

test('without any guild in the log it says what to do', async () => {
  await expect(run(1)).rejects.toMatchObject({
    message: expect.stringContaining('No guild was seen'),
    hint: expect.stringContaining('ingest-gateway'),
  });
});

describe('followed by itself', () => {
  let prisma: ReturnType<typeof openPrisma>;
  let follow: (now: Date) => Promise<void>;
  const warn = (_: unknown, message?: string): void => {
    throw new Error(message);
  };

  beforeEach(() => {
    const url = roleUrl(database.url, 'synapse_admin');
    prisma = openPrisma(url, { applicationName: 'follower' });
    const signal = new AbortController().signal;
    const readGuilds = () =>
      catchUpWithStructures({
        database: { url, applicationName: 'follower' },
        bus,
        community: 'main',
        signal,
        waitMs: 10_000,
      });
    follow = createGuildFollower({ prisma, bus, community: 'main', readGuilds, log: { warn } });
  });
  afterEach(() => prisma.close());

  test('nothing is set up where nobody asked for it', async () => {
    await seen(guild('1 TALK', '11 hello 1'));
    await follow(new Date(A_MOMENT));
    expect(await mapping()).toEqual({});
  });

  test('channels follow Discord, and the rules say so', async () => {
    await seen(guild('1 TALK', '2 CODE', '11 hello 1', '12 bye 1'));
    await run();
    await seen(guild('1 CHAT', '2 CODE', '11 hello 2', '13 new 1'));
    await follow(new Date(A_MOMENT));
    expect(await mapping()).toEqual({ CHAT: ['13'], CODE: ['11'] });
    expect(await ruleSetInForce()).toMatchObject({ version: 2, categories: [{ name: 'CHAT' }, {}] });
    await follow(new Date(A_MOMENT));
    expect(await ruleSetInForce()).toMatchObject({ version: 2 });
  });

  test('what an admin renamed keeps its name, and what an admin took out stays out', async () => {
    await seen(guild('1 TALK', '11 hello 1', '12 bye 1'));
    await run();
    await rows(`update categories set name = 'Lounge'`);
    await rows(`delete from category_channels where channel_id = 12`);
    await seen(guild('1 TALK', '11 hello 1', '12 bye-bye 1', '13 new 1'));
    await follow(new Date(A_MOMENT));
    expect(await mapping()).toEqual({ Lounge: ['11', '13'] });
    await seen(guild('1 CHAT', '11 hello 1', '12 bye-bye 1', '13 new 1'));
    await follow(new Date(A_MOMENT));
    expect(await mapping()).toEqual({ Lounge: ['11', '13'] });
    await run();
    expect(await mapping()).toEqual({ Lounge: ['11', '12', '13'] });
  });
});
