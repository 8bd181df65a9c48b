import { type CommandBody, defaultRuleSet } from '@synapse/contracts';
import { findDrift, isDifferent, openPool, rebuildFigures } from '@synapse/store';
import { A_MOMENT, buildCommand, buildFact, publishFacts, withClient } from '@synapse/testkit';
import { HOUR, later, useEngine } from '../test/engine.js';

const engine = useEngine();

const season = {
  id: 9,
  guild_id: '10',
  name: 'One',
  starts_at: later(-HOUR),
  ends_at: later(HOUR),
  active: true,
};
const template = {
  id: 1,
  guild_id: '10',
  name: 'Talker',
  category: 'social',
  requirement_type: 'custom' as const,
  requirement_scope: 'lifetime' as const,
  requirement_field: null,
  requirement_value: null,
  xp_reward: 10,
  gold_reward: 5,
  rarity: 'common' as const,
  announce_channel_id: null,
  active: true,
};

const correct = (change: Partial<CommandBody<'correct'>>) =>
  buildCommand(
    'correct',
    {
      member: '1',
      run: 'r1',
      xp: 0,
      gold: 0,
      seasons: [],
      levels: [],
      achievements: [],
      taken: [],
      reason: 'what-if r1',
      ...change,
    },
    { actor: '0', at: A_MOMENT },
  );

/** What `verify` and `rebuild` find wrong. */
async function wrong() {
  const pool = openPool({ url: engine.databaseUrl, applicationName: 'test' });
  try {
    const drift = await findDrift(pool);
    const rebuilt = await withClient(engine.databaseUrl, async (client) => {
      await client.query('begin');
      return rebuildFigures(client as never, false);
    });
    return { drift, differing: rebuilt.tables.filter(isDifferent) };
  } finally {
    await pool.end();
  }
}

const everything = async () => ({
  users: await engine.figures(),
  totals: await engine.rows('select stars, voice_minutes from member_totals'),
  stats: await engine.rows('select season_id, season_stars, lifetime_stars, voice_minutes from user_stats'),
  earned: await engine.rows('select achievement_id, granted_by from user_achievements'),
  revoked: await engine.rows('select 1 from revoked_achievements'),
});

test('a correction moves every figure, the negatives bring them back, and both are what the journal says', async () => {
  await engine.define({
    seasons: [season],
    templates: [template],
    settings: defaultRuleSet('main').settings,
  });
  await publishFacts(engine.bus, 'main', [buildFact('voice_tick', { id: 'voice_tick:10:1:1' })]);
  await engine.award(100);
  const before = await everything();
  const by = { xp: 30, gold: 2, seasons: [{ season: 9, stars: 4, voice_minutes: 20 }] };
  const achievements = [{ template: 1, xp: 10, gold: 5 }];
  const there = await engine.send(correct({ ...by, levels: [{ level: 2, gold: 50 }], achievements }));
  expect(there).toMatchObject({
    status: 'applied',
    result: { xp: 40, gold: 57, stars: 4, voice_minutes: 20, levels: [2], achievements: [1] },
  });
  expect(await everything()).toEqual({
    users: [{ id: 1, xp: 150, level: 2, gold: 57 }],
    totals: [{ stars: 5, voice_minutes: 30 }],
    stats: [{ season_id: 9, season_stars: 5, lifetime_stars: 5, voice_minutes: 30 }],
    earned: [{ achievement_id: 1, granted_by: null }],
    revoked: [],
  });
  const back = { xp: -40, gold: -57, seasons: [{ season: 9, stars: -4, voice_minutes: -20 }], taken: [1] };
  expect(await engine.send(correct({ ...back, run: 'undo-r1' }))).toMatchObject({
    status: 'applied',
    result: { xp: -40, gold: -57, stars: -4, voice_minutes: -20, taken: [1] },
  });
  expect(await everything()).toEqual({ ...before, users: [{ id: 1, xp: 110, level: 2, gold: 0 }] });
  expect(await wrong()).toEqual({ drift: [], differing: [] });
  const corrections = (await engine.told()).filter(({ id }) => id.startsWith('admin:0:'));
  expect(corrections.length).toBeGreaterThan(5);
  expect(corrections.filter(({ silent }) => !silent)).toEqual([]);
});

test('somebody whom nobody has heard of is not brought into the community by a correction', async () => {
  expect(await engine.send(correct({ xp: 5 }))).toEqual({ status: 'refused', reason: 'unknown_member' });
  expect(await engine.figures()).toEqual([]);
});
