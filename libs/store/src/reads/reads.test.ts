import { createTestDatabase, roleUrl, type TestDatabase } from '@synapse/testkit';
import { openPool, type Pool } from '../pool.js';
import {
  isDatabaseAway,
  readCommunityTotals,
  readLeaderboard,
  readMemberProfile,
  readSettingsInForce,
} from './index.js';

let database: TestDatabase;
let owner: Pool;
let reader: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openPool({ url: database.url, applicationName: 'test' });
  reader = openPool({ url: roleUrl(database.url, 'synapse_query'), applicationName: 'test-query' });
  await owner.query(`
    insert into users (id, discord_name, xp, level, gold) values
      (9223372036854775807, 'Last', 500, 8, 0),
      (30, 'Tied later', 200, 3, 100),
      (20, 'Tied first', 200, 3, 100),
      (40, 'Levelled', 90, 9, 7),
      (50, 'Rich', 0, 1, 900),
      (60, 'Silent', 0, 1, 0)`);
  await owner.query(`
    insert into member_totals (user_id, stars, messages_sent, reactions_given, reactions_received, threads_created, voice_minutes)
    values (20, 11, 1, 2, 3, 4, 50)`);
});

afterAll(async () => {
  await Promise.all([owner.end(), reader.end()]);
  await database.drop();
});

const places = async (board: 'xp' | 'gold' | 'level', limit = 10) =>
  (await readLeaderboard(reader, board, limit)).members.map(({ rank, id }) => [rank, id]);

test('boards hold those with something on them, best first, ties by the smaller id', async () => {
  expect(await places('xp')).toEqual([
    [1, '9223372036854775807'],
    [2, '20'],
    [3, '30'],
    [4, '40'],
  ]);
  expect(await places('gold')).toEqual([
    [1, '50'],
    [2, '20'],
    [3, '30'],
    [4, '40'],
  ]);
  expect(await places('level')).toEqual([
    [1, '40'],
    [2, '9223372036854775807'],
    [3, '20'],
    [4, '30'],
  ]);
});

test('a board says how many are on it, whatever its length', async () => {
  const board = await readLeaderboard(reader, 'xp', 1);
  expect(board).toEqual({
    board: 'xp',
    total: 4,
    members: [{ rank: 1, id: '9223372036854775807', name: 'Last', avatar: null, xp: 500, level: 8, gold: 0 }],
  });
});

test('a profile has the figures, and the rank that the XP board shows', async () => {
  expect(await readMemberProfile(reader, 20n)).toEqual({
    id: '20',
    name: 'Tied first',
    avatar: null,
    github_username: null,
    xp: 200,
    level: 3,
    gold: 100,
    stars: 11,
    rank: 2,
    counters: {
      messages_sent: 1,
      reactions_given: 2,
      reactions_received: 3,
      threads_created: 4,
      voice_minutes: 50,
    },
  });
  const last = await readMemberProfile(reader, 9223372036854775807n);
  expect(last).toMatchObject({
    id: '9223372036854775807',
    rank: 1,
    stars: 0,
    counters: { messages_sent: 0 },
  });
  expect(await readMemberProfile(reader, 30n)).toMatchObject({ rank: 3 });
  expect(await readMemberProfile(reader, 21n)).toBeNull();
});

test('totals are those of everybody', async () => {
  expect(await readCommunityTotals(reader)).toEqual({
    members: 4,
    xp: 990,
    gold: 1107,
    stars: 11,
    levels: 19,
  });
});

test('settings are those of the version that the engine judges by', async () => {
  expect(await readSettingsInForce(reader, 'main')).toEqual({});
  await owner.query(`
    insert into rule_sets (community, version, body) values
      ('main', 1, '{"settings": {"leaderboard_size": 3}}'), ('main', 2, '{"settings": {"leaderboard_size": 9}}')`);
  await owner.query(`
    insert into engine_positions (community, stream_created, rule_set_version) values ('main', 'then', 1)`);
  expect(await readSettingsInForce(reader, 'main')).toEqual({ leaderboard_size: 3 });
});

test.each([
  ['nothing listens', 'postgresql://synapse_query:x@127.0.0.1:1/synapse'],
  ['the database does not exist', ''],
])('%s: the database is away', async (_, url) => {
  const missing = new URL(database.url);
  missing.pathname = '/no_such_database';
  const pool = openPool({ url: url || missing.href, applicationName: 'test' });
  const error = await readCommunityTotals(pool).catch((thrown: unknown) => thrown);
  await pool.end();
  expect(isDatabaseAway(error)).toBe(true);
});

test('a table that is not there yet can be waited for, a wrong statement cannot', async () => {
  const failure = (sql: string) => reader.query(sql).catch((error: unknown) => error);
  expect(isDatabaseAway(await failure('select from not_migrated_yet'))).toBe(true);
  expect(isDatabaseAway(await failure('selec'))).toBe(false);
  expect(isDatabaseAway(await failure('update users set xp = 1 where id = 20'))).toBe(false);
  expect(isDatabaseAway(null)).toBe(false);
});
