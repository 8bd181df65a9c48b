import { roleUrl } from '@synapse/testkit';
import { useEngine } from '../test/engine.js';
import { livingWith } from '../test/live-on.js';
import { rebuild } from './rebuild.js';

const engine = useEngine();
const { rows } = engine;
const { liveOnce, liveOn } = livingWith(engine);

const lines: string[] = [];
beforeEach(() => lines.splice(0));

/** What it found wrong in each table: differing, missing, superfluous. */
async function run(repair = false) {
  const report = await rebuild({
    config: {
      DATABASE_URL: roleUrl(engine.databaseUrl, 'synapse_reward_engine'),
      COMMUNITY: 'main',
      REPAIR: repair,
    },
    say: (line) => void lines.push(line),
    signal: new AbortController().signal,
  });
  return Object.fromEntries(
    report.tables.map(({ table, differing, missing, superfluous }) => [
      table,
      [differing, missing, superfluous],
    ]),
  );
}

const RIGHT = {
  users: [0, 0, 0],
  member_totals: [0, 0, 0],
  user_stats: [0, 0, 0],
  user_achievements: [0, 0, 0],
  revoked_achievements: [0, 0, 0],
};

const everything = async () =>
  Promise.all(
    [...Object.keys(RIGHT), 'user_preferences', 'quest_claims', 'activity_log', 'engine_positions'].map(
      (table) => rows(`select (to_jsonb(t) - 'rebuilds')::text as row from ${table} t order by 1`),
    ),
  );

const TAMPERING = [
  'update users set xp = 1, gold = 2 where id = 1',
  'update users set level = 9 where id = 2',
  'update member_totals set voice_minutes = 99 where user_id = 2',
  'delete from member_totals where user_id = 4',
  'update user_stats set season_stars = 0, lifetime_stars = 0 where user_id = 3',
  'delete from user_stats where user_id in (1, 2)',
  `insert into seasons (id, guild_id, name, starts_at, ends_at) values (8, 10, 'Season 0', '2025-01-01', '2025-06-01')`,
  'insert into user_stats (user_id, season_id, season_stars) values (10, 8, 5)',
  `update user_achievements set granted_by = 5 where user_id = 9`,
  'delete from user_achievements where user_id = 1',
  `insert into user_achievements (user_id, achievement_id, earned_at) values (10, 3, '2026-01-01')`,
  'delete from revoked_achievements where user_id = 9',
  'insert into revoked_achievements values (1, 3), (2, 3)',
];

test('the journal gives figures and achievements again, and exactly the rows that were touched are mended', async () => {
  await liveOnce();
  await engine.committed(await liveOn());
  await engine.stop();
  expect(await run()).toEqual(RIGHT);
  expect(lines.at(-1)).toBe('8 members: every figure is what the journal says.');
  const live = await everything();
  const [{ held } = { held: 0 }] = await rows<{ held: number }>(
    'select count(*)::int as held from user_achievements where user_id = 1',
  );
  expect(held).toBeGreaterThan(0);

  for (const sql of TAMPERING) await rows(sql);
  const tampered = await everything();
  const wrong = {
    users: [2, 0, 0],
    member_totals: [1, 1, 0],
    user_stats: [1, 2, 1],
    user_achievements: [1, held, 1],
    revoked_achievements: [0, 1, 2],
  };
  expect(await run()).toEqual(wrong);
  expect(lines).toContain('  revoked_achievements user_id 9 achievement_id 1: missing');
  expect(lines).toContainEqual(
    expect.stringMatching(/^ {2}users id 1: gold is 2, not \d+; xp is 1, not \d+$/),
  );
  expect(await everything()).toEqual(tampered);

  expect(await run(true)).toEqual(wrong);
  expect(await everything()).toEqual(live);
  expect(await run()).toEqual(RIGHT);
});
