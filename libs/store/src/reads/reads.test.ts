import { createTestDatabase, roleUrl, type TestDatabase } from '@synapse/testkit';
import { openPool, type Pool } from '../pool.js';
import { inSnapshot } from '../what-if/snapshot.js';
import {
  eachMember,
  isDatabaseAway,
  type MemberFigures,
  readEngineState,
  readMember,
  readRulesInForce,
} from './index.js';

let database: TestDatabase;
let owner: Pool;
let reader: Pool;
let readers: { url: string; applicationName: string };

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openPool({ url: database.url, applicationName: 'test' });
  readers = { url: roleUrl(database.url, 'synapse_query'), applicationName: 'test-query' };
  reader = openPool(readers);
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

test('every member comes once, by id, with the stars of the season asked for', async () => {
  await owner.query(`
    insert into seasons (id, guild_id, name, starts_at, ends_at) values (4, 1, 'Four', now(), now());
    insert into user_stats (user_id, season_id, season_stars) values (20, 4, 6)`);
  const of = async (season: number | null) => {
    const found: [bigint, MemberFigures][] = [];
    await inSnapshot(readers, (snapshot) => eachMember(snapshot, season, (...each) => found.push(each)));
    return found;
  };
  const members = await of(4);
  expect(members.map(([id]) => id)).toEqual([20n, 30n, 40n, 50n, 60n, 9223372036854775807n]);
  expect(members[0]).toEqual([20n, { xp: 200, level: 3, gold: 100, stars: 11, season: 6 }]);
  expect((await of(null))[0]).toEqual([20n, { xp: 200, level: 3, gold: 100, stars: 11, season: 0 }]);
});

test('a profile has the figures over all time, and whether the member is there', async () => {
  expect(await readMember(reader, 20n)).toEqual({
    id: 20n,
    name: 'Tied first',
    avatar: null,
    github_username: null,
    left_at: null,
    xp: 200,
    level: 3,
    gold: 100,
    stars: 11,
    messages_sent: 1,
    reactions_given: 2,
    reactions_received: 3,
    threads_created: 4,
    voice_minutes: 50,
  });
  const left = new Date('2026-01-02T03:04:05Z');
  await owner.query(`insert into departures (user_id, left_at) values (9223372036854775807, $1)`, [left]);
  expect(await readMember(reader, 9223372036854775807n)).toMatchObject({ left_at: left, messages_sent: 0 });
  expect(await readMember(reader, 21n)).toBeNull();
});

test('rules are those of the version that the engine judges by', async () => {
  expect(await readRulesInForce(reader, 'main')).toEqual({ version: 0, settings: {}, seasons: [] });
  await owner.query(`
    insert into rule_sets (community, version, body) values
      ('main', 1, '{"settings": {"leaderboard_size": 3}}'), ('main', 2, '{"settings": {"leaderboard_size": 9}}')`);
  await owner.query(`
    insert into engine_positions (community, stream_created, sequence, next_frame, rule_set_version)
    values ('main', 'then', 7, 4, 1)`);
  expect(await readRulesInForce(reader, 'main')).toEqual({
    version: 1,
    settings: { leaderboard_size: 3 },
    seasons: [],
  });
  expect(await readEngineState(reader, 'main')).toEqual({ entry: 7, frame: 3, rebuilds: 0 });
});

test.each([
  ['nothing listens', 'postgresql://synapse_query:x@127.0.0.1:1/synapse'],
  ['the database does not exist', ''],
])('%s: the database is away', async (_, url) => {
  const missing = new URL(database.url);
  missing.pathname = '/no_such_database';
  const pool = openPool({ url: url || missing.href, applicationName: 'test' });
  const error = await readEngineState(pool, 'main').catch((thrown: unknown) => thrown);
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
