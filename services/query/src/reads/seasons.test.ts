import type { SeasonStandings, Seasons } from '@synapse/contracts';
import { openPool } from '@synapse/store';
import { createTestDatabase, roleUrl, type TestDatabase } from '@synapse/testkit';
import { type RunningQuery, startQuery, until } from '../../test-support/running-query.js';

const SEASON = { id: 1, guild_id: '1', name: 'Past', starts_at: '2026-01-01T00:00:00Z', active: false };

let database: TestDatabase;
let query: RunningQuery;

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = openPool({ url: database.url, applicationName: 'test' });
  const rules = { settings: {}, seasons: [{ ...SEASON, ends_at: '2026-02-01T00:00:00Z' }] };
  await owner.query(`
    insert into seasons (guild_id, name, starts_at, ends_at, active)
      values (1, 'Past', '2026-01-01', '2026-02-01', false);
    insert into rule_sets (community, version, body) values ('main', 1, '${JSON.stringify(rules)}');
    insert into engine_positions (community, stream_created, rule_set_version) values ('main', 'then', 1);
    insert into users (id, discord_name, xp, level, gold) select n, 'Member ' || n, n, 1, 0 from generate_series(1, 5) n;
    insert into user_stats (user_id, season_id, season_stars) select n, 1, n from generate_series(1, 5) n;
    insert into season_closings (season_id, closed_at, sequence) values (1, '2026-02-01', 9);
    insert into departures (user_id, left_at) values (5, '2026-03-01')`);
  await owner.end();
  query = await startQuery({
    databaseUrl: roleUrl(database.url, 'synapse_query'),
    natsUrl: 'nats://127.0.0.1:1',
  });
  await until(() => query.ready.report().checks.boards.ready === true);
});

afterAll(async () => {
  await query.stop();
  await database.drop();
});

const answer = async <T>(path: string): Promise<T> => (await (await fetch(query.url + path)).json()) as T;

test('final standings stay as they were announced, whoever left since', async () => {
  const { standings, members, closed_at: closed } = await answer<SeasonStandings>('/v1/seasons/1');
  expect(closed).toBe('2026-02-01T00:00:00.000Z');
  expect(members).toBe(5);
  expect(standings.map(({ rank, member, stars }) => [rank, member.id, stars])).toEqual([
    [1, '5', 5],
    [2, '4', 4],
    [3, '3', 3],
    [4, '2', 2],
    [5, '1', 1],
  ]);
  const [season] = (await answer<Seasons>('/v1/seasons')).seasons;
  expect(season?.podium).toEqual(standings.slice(0, 3));
});
