import { publishFrame } from '@synapse/bus';
import { encodeFact, encodeFrame, historySubject, type RuleSet } from '@synapse/contracts';
import { buildCommand, buildFact, publishFacts } from '@synapse/testkit';
import { HOUR, later, useEngine } from '../test/engine.js';

const template = (id: number, change: Partial<RuleSet['templates'][number]> = {}) => ({
  id,
  guild_id: '10',
  name: `Template ${id}`,
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
  ...change,
});

const season = (id: number, endsAt: string) => ({
  id,
  guild_id: '10',
  name: `Season ${id}`,
  starts_at: later(-HOUR),
  ends_at: endsAt,
  active: true,
});

const quest = { id: 7, guild_id: '10', title: 'Write a page', xp_reward: 130, gold_reward: 20, active: true };

const engine = useEngine();
const { award, committed, define, publish, rows, send, told } = engine;

test('a quest is claimed by one, released, claimed by another, completed and paid', async () => {
  await define({ quests: [quest] });
  const by = (actor: string) => ({ actor });
  const claim = (actor: string) => send(buildCommand('claim_quest', { quest: 7 }, by(actor)));
  const claims = () => rows('select quest_id, user_id::int from quest_claims');
  expect(await claim('1')).toEqual({ status: 'applied', result: { quest: 7, status: 'claimed' } });
  expect(await claim('2')).toEqual({ status: 'refused', reason: 'wrong_state', field: 'quest' });
  expect(await claims()).toEqual([{ quest_id: 7, user_id: 1 }]);
  const release = (actor: string) => send(buildCommand('release_quest', { quest: 7 }, by(actor)));
  expect(await release('2')).toEqual({ status: 'refused', reason: 'not_claimer' });
  expect(await release('1')).toMatchObject({ status: 'applied' });
  expect(await claims()).toEqual([]);
  await claim('2');
  await engine.restart();
  expect(await send(buildCommand('complete_quest', { quest: 7 }))).toMatchObject({
    result: { xp: 130, gold: 20, stars: 5, totals: { level: 2, gold: 70 } },
  });
  expect(await send(buildCommand('complete_quest', { quest: 7 }))).toMatchObject({ reason: 'wrong_state' });
  expect(await rows('select status from quests')).toEqual([{ status: 'complete' }]);
  expect(await claims()).toEqual([{ quest_id: 7, user_id: 2 }]);
  const changes = (await told()).filter((event) => event.kind === 'quest_changed');
  expect(changes.map(({ status, member }) => [status, member.id])).toEqual([
    ['claimed', '1'],
    ['open', '1'],
    ['claimed', '2'],
    ['complete', '2'],
  ]);
});

test('preferences and the GitHub name are kept, what is left out stays', async () => {
  await send(buildCommand('set_preference', { announce_awards: false }));
  await send(buildCommand('set_preference', { announce_level_up: false }));
  await send(buildCommand('set_preference', { announce_awards: true }));
  await send(buildCommand('link_github', { username: 'octo-cat' }));
  expect(await send(buildCommand('link_github', { username: '-octo' }))).toMatchObject({
    reason: 'bad_github_name',
  });
  expect(
    await rows(`select github_username, announce_level_up, announce_achievements, announce_awards
                from users join user_preferences on user_id = id`),
  ).toEqual([
    {
      github_username: 'octo-cat',
      announce_level_up: false,
      announce_achievements: true,
      announce_awards: true,
    },
  ]);
});

test('an achievement is granted, taken back with what it paid, and granted again', async () => {
  await define({ templates: [template(3)] });
  const body = { member: '1', template: 3 };
  const held = () => rows('select achievement_id, granted_by::int from user_achievements');
  expect(await send(buildCommand('grant_achievement', body))).toMatchObject({ result: { xp: 10, gold: 5 } });
  expect(await held()).toEqual([{ achievement_id: 3, granted_by: 99 }]);
  await award(-4);
  await engine.restart();
  expect(await send(buildCommand('revoke_achievement', body))).toMatchObject({
    result: { xp: -6, gold: -5 },
  });
  expect(await held()).toEqual([]);
  expect(await rows('select achievement_id from revoked_achievements')).toEqual([{ achievement_id: 3 }]);
  expect(await send(buildCommand('revoke_achievement', body))).toMatchObject({ reason: 'not_earned' });
  await Promise.all(
    (['grant_achievement', 'revoke_achievement', 'grant_achievement'] as const).map((type) =>
      publish(buildCommand(type, body)),
    ),
  );
  await award(1);
  expect(await held()).toEqual([{ achievement_id: 3, granted_by: 99 }]);
  expect(await rows('select 1 from revoked_achievements')).toEqual([]);
  expect((await told()).filter(({ kind }) => kind === 'achievement_revoked')).toMatchObject([
    { template_id: 3, xp: -6, gold: -5, totals: { xp: 0, gold: 0 } },
    { xp: -10, gold: -5 },
  ]);
});

test('a sweep grants silently to those of its range who qualify', async () => {
  for (const member of ['1', '2', '3', '4']) await award(member === '2' ? 20 : 50, 0, member);
  const milestone = { requirement_type: 'xp_milestone' as const, requirement_value: 40 };
  await define({ templates: [template(3, milestone), template(4)] });
  const answer = await send(
    buildCommand('sweep_template', { template: 3, from: '1', to: '3' }, { actor: '0' }),
  );
  expect(answer).toEqual({ status: 'applied', result: { granted: 2 } });
  expect(await rows('select user_id::int, granted_by from user_achievements order by user_id')).toEqual([
    { user_id: 1, granted_by: null },
    { user_id: 3, granted_by: null },
  ]);
  const earned = (await told()).filter(({ kind }) => kind === 'achievement_earned');
  expect(earned.map(({ silent }) => silent)).toEqual([true, true]);
});

test('a closed season keeps its standings; a fact of its time counts for lifetime figures only', async () => {
  await define({ seasons: [season(1, later(HOUR))] });
  const said = (n: number, user: string) =>
    buildFact('message_create', {
      id: `msg:${n}`,
      user_id: user,
      at: later(n * 60_000),
      received_at: later(n * 60_000),
    });
  await publishFacts(engine.bus, 'main', [said(1, '1'), said(2, '2'), said(3, '2'), said(4, '3')]);
  const close = (at: string) => send(buildCommand('close_season', { season: 1 }, { actor: '0', at }));
  expect(await close(later(0))).toMatchObject({ reason: 'wrong_state' });
  expect(await close(later(2 * HOUR))).toMatchObject({
    status: 'applied',
    result: { season: 1, members: 3 },
  });
  expect(await close(later(2 * HOUR))).toMatchObject({ reason: 'wrong_state' });
  await committed(await publishFacts(engine.bus, 'main', [said(5, '1')]));
  expect(await rows('select user_id::int, season_stars from user_stats order by user_id')).toEqual([
    { user_id: 1, season_stars: 1 },
    { user_id: 2, season_stars: 2 },
    { user_id: 3, season_stars: 1 },
  ]);
  expect(await rows('select stars from member_totals where user_id = 1')).toEqual([{ stars: 2 }]);
  expect((await told()).filter(({ kind }) => kind === 'season_closed')).toMatchObject([
    {
      season_id: 1,
      name: 'Season 1',
      standings: [
        { rank: 1, member: { id: '2' }, stars: 2 },
        { rank: 2, member: { id: '1' }, stars: 1 },
        { rank: 3, member: { id: '3' }, stars: 1 },
      ],
    },
  ]);
});

test('what is forgotten is gone, and a fact of that time is late', async () => {
  await publishFacts(engine.bus, 'main', [buildFact('message_create', { id: 'msg:1' })]);
  const before = later(25 * HOUR);
  expect(await send(buildCommand('forget_before', { before }, { at: before }))).toMatchObject({
    status: 'applied',
  });
  expect(await rows('select 1 from reward_windows')).toEqual([]);
  await engine.restart();
  await committed(
    await publishFacts(engine.bus, 'main', [buildFact('message_create', { id: 'msg:2', at: later(1) })]),
  );
  expect(await rows(`select metadata->>'denial' as denial from activity_log order by id`)).toEqual([
    { denial: null },
    { denial: 'late' },
  ]);
});

test('history keeps its windows when the present forgets', async () => {
  await engine.stop();
  const body = encodeFrame('h', [encodeFact(buildFact('message_create', { id: 'msg:1' }))]);
  await publishFrame(engine.bus, { subject: historySubject('main'), id: 'h', body });
  const before = later(25 * HOUR);
  const forgetting = await publish(buildCommand('forget_before', { before }, { at: before }));
  await engine.start();
  await committed(forgetting);
  expect(await rows('select key from reward_windows order by key')).toEqual([
    { key: 'history:1:cooldown:100' },
    { key: `history:1:day:${Math.floor(Date.parse(later(0)) / (24 * HOUR))}` },
  ]);
});

test('however commands and facts are cut into batches, the rows are the same', async () => {
  await define({ quests: [quest], templates: [template(3)], seasons: [season(1, later(HOUR))] });
  const at = later(2 * HOUR);
  const commands = [
    buildCommand('award', { member: '1', xp: 90, gold: 60, reason: 'a' }),
    buildCommand('claim_quest', { quest: 7 }),
    buildCommand('spend_gold', { item: 'coffee' }),
    buildCommand('complete_quest', { quest: 7 }),
    buildCommand('grant_achievement', { member: '1', template: 3 }),
    buildCommand('revoke_achievement', { member: '1', template: 3 }),
    buildCommand('import_member', { member: '2', xp: 0, level: 5 }),
    buildCommand('forget_before', { before: later(-HOUR) }),
    buildCommand('erase_member', {}, { issuer: 'bot', actor: '2' }),
    buildCommand('award', { member: '2', xp: 7, reason: 'new here' }, { at }),
    buildCommand('grant_achievement', { member: '3', template: 3 }),
    buildCommand('erase_member', { member: '99' }, { issuer: 'admin', actor: '0' }),
    buildCommand('award', { member: '3', xp: 7, reason: 'from the past' }),
    buildCommand('close_season', { season: 1 }, { at }),
    buildCommand('spend_gold', { item: 'coffee' }, { at }),
  ];
  const tables = [
    'users',
    'user_stats',
    'member_totals',
    'activity_log',
    'user_achievements',
    'revoked_achievements',
    'quest_claims',
    'command_outcomes',
    'season_closings',
    'engine_tombstones',
    'reward_windows',
    'engine_positions',
  ];
  const digest = async () => {
    const all = await Promise.all(
      tables.map((table) =>
        rows(`select (to_jsonb(t) - 'next_frame')::text as row from ${table} t order by 1`),
      ),
    );
    return Object.fromEntries(tables.map((table, index) => [table, all[index]]));
  };
  for (const command of commands) await send(command);
  const oneByOne = await digest();
  await engine.stop();
  await rows(`truncate ${tables.join(', ')}, reward_outbox cascade`);
  await rows(`update quests set status = 'open'`);
  await engine.start();
  await committed(commands.length + 1);
  expect(await digest()).toEqual(oneByOne);
});
