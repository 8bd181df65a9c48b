import { type CommandJson, type FactJson, historySubject } from '@synapse/contracts';
import { type JobTools, openPool, transactionOf } from '@synapse/store';
import { buildCommand, buildFact, publishFacts, tablesNaming } from '@synapse/testkit';
import { HOUR, later, useEngine } from '../test/engine.js';
import { rebuildMembers } from './jobs/rebuild-members.js';
import { whatIfJob } from './jobs/what-if-job.js';

/** Ids that occur nowhere by chance. */
const GONE = '730000000000000001';
const OTHER = '730000000000000002';
const THIRD = '730000000000000003';

const template = {
  id: 3,
  guild_id: '10',
  name: 'Kind',
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
const quest = { id: 7, guild_id: '10', title: 'Write', xp_reward: 5, gold_reward: 0, active: true };

const engine = useEngine();
const { committed, define, publish, rows, send, told } = engine;

const live = (...facts: (FactJson | string)[]) => publishFacts(engine.bus, 'main', facts);
const history = (...facts: FactJson[]) => publishFacts(engine.bus, 'main', facts, historySubject);

let said = 0;
const next = () => {
  said += 1;
  return said;
};
const message = (user_id: string, at = later(0)) =>
  buildFact('message_create', { id: `msg:${next()}`, user_id, at, received_at: at });
/** Each with an emoji of its own: none is a repetition. */
const reaction = (user_id: string, target_id: string, at = later(0)) =>
  buildFact(
    'reaction_add',
    { id: `rxn_add:s:${next()}`, user_id, target_id, at, received_at: at },
    { emoji_name: `e${said}:1` },
  );

/** The moment of the erasure. */
const THEN = later(HOUR);
const erase = (change: Parameters<typeof buildCommand>[2] = {}): CommandJson =>
  buildCommand('erase_member', {}, { issuer: 'bot', actor: GONE, at: THEN, ...change });

/** A member's life, in it everything that the engine stores about anybody, and that names them with others. */
async function aLife(): Promise<void> {
  await define({ templates: [template], quests: [quest] });
  const broken = JSON.stringify({ ...message(GONE), payload: null });
  await live(message(GONE), message(OTHER), reaction(GONE, OTHER), reaction(OTHER, GONE), broken);
  await history(reaction(THIRD, GONE, later(-48 * HOUR)), message(GONE, later(-48 * HOUR)));
  await live(
    buildFact('voice_tick', { id: `voice_tick:10:${GONE}:1`, user_id: GONE }),
    buildFact('thread_create', { id: 'thread:1', user_id: GONE }),
  );
  const byGone = { actor: GONE };
  const asAdmin = { issuer: 'admin', actor: GONE } as const;
  for (const command of [
    buildCommand('award', { member: GONE, xp: 100, gold: 90, reason: 'welcome' }),
    buildCommand('award', { member: OTHER, xp: 1, reason: `helped <@${GONE}> a lot` }),
    buildCommand('award', { member: OTHER, xp: 2, reason: 'from an admin who leaves' }, asAdmin),
    buildCommand('grant_achievement', { member: OTHER, template: 3 }, asAdmin),
    buildCommand('grant_achievement', { member: GONE, template: 3 }),
    buildCommand('claim_quest', { quest: 7 }, byGone),
    buildCommand('link_github', { username: 'ada' }, byGone),
    buildCommand('set_preference', { announce_awards: false }, byGone),
    buildCommand('spend_gold', { item: 'coffee' }, byGone),
  ])
    expect(await send(command)).toMatchObject({ status: 'applied' });
}

/** Reports of jobs that name members, in the whole or in an example. */
async function reports(): Promise<void> {
  const difference = (member: string) => ({ member, before: { xp: 1 }, after: { xp: 2 } });
  const whatIf = {
    run: 'r',
    members: [difference(GONE), difference(OTHER)],
    top: [{ member: GONE, before: 1 }],
  };
  const rebuild = {
    members: 2,
    tables: [{ table: 'users', differing: 1, examples: [`users id ${GONE}: xp is 1`] }],
  };
  for (const [id, kind, report] of [
    [1, 'what_if', whatIf],
    [2, 'rebuild', rebuild],
  ]) {
    await rows(
      `insert into engine_jobs (id, kind, input, asked_at, state, report) values ($1, $2, '{}', now(), 'done', $3)`,
      [id, kind, report],
    );
  }
}

/** Every row of others, to the byte. */
const rowsOfOthers = async () => ({
  users: await rows('select * from users where id <> $1 order by id', [GONE]),
  totals: await rows('select * from member_totals where user_id <> $1 order by user_id', [GONE]),
  journal: await rows(
    `select id, user_id, event_type, source_event_id, xp_delta, star_delta, metadata - 'granted_by' - 'reason' as why
     from activity_log where user_id <> $1 order by id`,
    [GONE],
  ),
  achievements: await rows(
    'select user_id, achievement_id, earned_at from user_achievements where user_id <> $1',
    [GONE],
  ),
  windows: await rows('select * from reward_windows where strpos(key, $1) = 0 order by key', [GONE]),
  outcomes: await rows('select * from command_outcomes where actor_id <> $1 order by sequence', [GONE]),
});

const judgedOf = (member: string) =>
  rows<{ id: string }>('select source_event_id as id from activity_log where user_id = $1 order by id', [
    member,
  ]);

test('an erased member is in no table any more, and others keep every figure', async () => {
  await aLife();
  await reports();
  const before = await rowsOfOthers();
  expect(before.windows.length).toBeGreaterThan(3);
  expect(await tablesNaming({ rows }, GONE)).toEqual(
    expect.arrayContaining([
      'activity_log',
      'command_outcomes',
      'engine_dead_letters',
      'engine_jobs',
      'reward_windows',
      'users',
    ]),
  );
  expect(await send(erase())).toEqual({
    status: 'applied',
    result: { xp: expect.any(Number), level: 3, gold: 145, stars: expect.any(Number), achievements: 1 },
  });
  await told();
  expect(await tablesNaming({ rows }, GONE)).toEqual([]);
  expect(await rowsOfOthers()).toEqual(before);
  expect(await rows('select report from engine_jobs order by id')).toEqual([
    { report: { run: 'r', members: [expect.objectContaining({ member: OTHER })], top: [] } },
    { report: { members: 2, tables: [{ table: 'users', differing: 1, examples: [] }] } },
  ]);
  expect(await rows('select granted_by from user_achievements')).toEqual([{ granted_by: null }]);
  expect(
    await rows(
      `select metadata->>'reason' as reason from activity_log where metadata ? 'reason' order by id`,
    ),
  ).toEqual([{ reason: 'helped <@erased> a lot' }, { reason: 'from an admin who leaves' }]);
  expect(await rows('select status from quests union all select null from quest_claims')).toEqual([
    { status: 'open' },
  ]);
});

test('subscribers are told, silently', async () => {
  await aLife();
  await send(erase({ id: 'bye' }));
  expect((await told()).slice(-3)).toMatchObject([
    { kind: 'quest_changed', status: 'open', quest_id: 7, silent: true },
    { kind: 'member_erased', id: `bot:${GONE}:bye:erased`, member_id: GONE, at: THEN, silent: true },
    { kind: 'command_settled', command: 'erase_member', outcome: { status: 'applied' } },
  ]);
});

test('what they did up to then stays out, whichever way it comes; what others did to them counts for the others', async () => {
  const first = message(GONE);
  await live(first, reaction(OTHER, GONE));
  await send(erase());
  const late = [first, message(GONE, THEN), reaction(GONE, OTHER)];
  const given = reaction(OTHER, GONE, later(1));
  await committed(await live(...late, given));
  await engine.restart();
  await committed(await history(...late, message(GONE, later(-48 * HOUR))));
  await committed(await live(...late));
  expect(await judgedOf(GONE)).toEqual([]);
  expect((await judgedOf(OTHER)).at(-1)).toEqual({ id: `${given.id}:given` });
  expect(await tablesNaming({ rows }, GONE)).toEqual([]);
});

test('what they do later is that of a new member, who starts at zero', async () => {
  await live(message(GONE), reaction(OTHER, GONE), reaction(OTHER, GONE), reaction(OTHER, GONE));
  await send(erase());
  const after = later(HOUR + 1);
  await committed(await live(message(GONE, after), reaction(OTHER, GONE, after)));
  expect(await rows('select xp from users where id = $1', [GONE])).toEqual([{ xp: 23 }]);
  expect(
    await rows(`select metadata->>'denial' as denial from activity_log where user_id = $1`, [GONE]),
  ).toEqual([{ denial: null }, { denial: null }]);
});

test('the same erasure again has the same answer and no effect, also after a restart and with a later time', async () => {
  await live(message(GONE));
  const command = erase({ id: 'bye' });
  const first = await send(command);
  await committed(await live(message(GONE, later(2 * HOUR))));
  expect(await send(command)).toEqual(first);
  await engine.restart();
  expect(await send({ ...command, at: later(3 * HOUR) })).toEqual(first);
  expect(await judgedOf(GONE)).toHaveLength(1);
  expect((await told()).filter(({ kind }) => kind === 'member_erased')).toHaveLength(1);
  const other = buildCommand('erase_member', { member: OTHER }, { issuer: 'admin', actor: '0', id: 'x' });
  expect(await send(other)).toMatchObject({ status: 'applied' });
  expect(await send({ ...other, member: THIRD } as CommandJson)).toEqual({
    status: 'refused',
    reason: 'id_reused',
  });
});

test('a member who came back is erased once more', async () => {
  await live(message(GONE));
  await send(erase());
  await live(message(GONE, later(2 * HOUR)));
  expect(await send(erase({ at: later(3 * HOUR) }))).toMatchObject({ status: 'applied', result: { xp: 15 } });
  await committed(await live(message(GONE, later(2 * HOUR))));
  expect(await tablesNaming({ rows }, GONE)).toEqual([]);
});

test('an erasure by a clock that is behind leaves no half of a fact to stumble over when it comes again', async () => {
  const behind = later(-HOUR);
  const given = reaction(GONE, OTHER);
  const received = reaction(OTHER, GONE);
  await live(given, received);
  await send(erase({ at: behind }));
  const before = await rowsOfOthers();
  await committed(await live(given, received));
  expect(await rows('select reason from engine_dead_letters')).toEqual([]);
  expect(await rowsOfOthers()).toEqual(before);
  expect(await judgedOf(GONE)).toEqual([]);
});

test('an admin erases whom they name; a bot nobody else, and what comes from before is refused', async () => {
  await live(message(GONE));
  const byBot = buildCommand('erase_member', { member: GONE }, { issuer: 'bot', actor: OTHER });
  const unnamed = buildCommand('erase_member', {}, { issuer: 'admin' });
  for (const wrong of [byBot, unnamed]) {
    expect(await send(wrong)).toEqual({ status: 'refused', reason: 'not_allowed' });
  }
  expect(await judgedOf(GONE)).toHaveLength(1);
  const byAdmin = buildCommand('erase_member', { member: GONE }, { issuer: 'admin', at: THEN });
  expect(await send(byAdmin)).toMatchObject({ status: 'applied' });
  const late = [
    buildCommand('link_github', { username: 'ada' }, { actor: GONE, at: THEN }),
    buildCommand('award', { member: GONE, xp: 5, reason: 'late' }),
    erase(),
  ];
  for (const command of late) expect(await send(command)).toEqual({ status: 'refused', reason: 'erased' });
  expect(
    await rows(`select actor_id::int as actor from command_outcomes where outcome->>'reason' = 'erased'`),
  ).toEqual([{ actor: 99 }]);
  await told();
  expect(await tablesNaming({ rows }, GONE)).toEqual([]);
});

test('an id that another command had is no hindrance, for the lake-writer would not know of it', async () => {
  await send(buildCommand('set_preference', { announce_awards: false }, { actor: GONE, id: 'same' }));
  expect(await send(erase({ id: 'same' }))).toMatchObject({ status: 'applied' });
});

test('an erasure that was not committed is not remembered', async () => {
  await live(message(GONE));
  await rows(`alter table engine_tombstones add constraint not_yet check (sequence < 0)`);
  const failed = await publish(erase());
  await committed(failed);
  await committed(await live(message(GONE, later(2 * 60_000))));
  expect(await judgedOf(GONE)).toHaveLength(2);
  expect(await rows('select reason from engine_dead_letters')).toEqual([{ reason: 'impossible' }]);
  await rows('alter table engine_tombstones drop constraint not_yet');
  expect(await send(erase())).toMatchObject({ status: 'applied' });
  await told();
  expect(await tablesNaming({ rows }, GONE)).toEqual([]);
});

test('another key than the one that sealed the tombstones is refused at the start', async () => {
  await send(erase());
  await engine.stop();
  const refused = await engine.start({ ERASURE_KEY: 'another key, no worse than the first one' });
  await expect(refused.ended).rejects.toMatchObject({
    message: expect.stringContaining('ERASURE_KEY is not the key'),
    hint: expect.stringContaining('when members were erased'),
  });
  await engine.start();
});

describe('a report that was begun before an erasure', () => {
  /** As a job is done that ends after the erasure. @returns what is kept of it */
  async function endedAfter(kind: 'what_if' | 'rebuild', input: object): Promise<string> {
    const url = engine.databaseUrl;
    const pool = openPool({ url, applicationName: 'test', max: 1 });
    const tools = {
      owner: {
        transaction: (work: Parameters<JobTools['owner']['transaction']>[0]) =>
          transactionOf(pool, work as never),
      },
      db: pool,
      note: async () => {},
      signal: new AbortController().signal,
    } as unknown as JobTools;
    const job = { id: 1, kind, input, askedAt: new Date(), done: 0, total: null, place: null };
    const work = {
      what_if: whatIfJob({ url, applicationName: 'test' }, 'main'),
      rebuild: rebuildMembers('main', () => {}),
    };
    try {
      const report = await work[kind](job, tools);
      expect(await send(erase())).toMatchObject({ status: 'applied' });
      await committed(await live(message(GONE, later(HOUR + 1))));
      return JSON.stringify(typeof report === 'function' ? await report(pool as never) : report);
    } finally {
      await pool.end();
    }
  }

  test('names nobody who was erased meanwhile, also when they are back', async () => {
    await committed(await live(message(GONE), message(OTHER)));
    const report = await endedAfter('what_if', {
      changes: {
        new_templates: [
          {
            name: 'First words',
            requirement_type: 'counter_threshold',
            requirement_scope: 'lifetime',
            requirement_field: 'messages_sent',
            requirement_value: 1,
            xp_reward: 5,
            rarity: 'rare',
          },
        ],
      },
      since: '2020-01-01T00:00:00Z',
    });
    expect(JSON.parse(report)).toMatchObject({ members: [{ member: OTHER }], totals: { gain: 2 } });
    expect(report).not.toContain(GONE);
  });

  test('keeps no example of a rebuild', async () => {
    await committed(await live(message(GONE), message(OTHER)));
    await rows('update users set level = 9 where id = $1', [GONE]);
    const report = await endedAfter('rebuild', { repair: false });
    expect(JSON.parse(report)).toMatchObject({
      tables: expect.arrayContaining([
        { table: 'users', rows: 2, differing: 1, missing: 0, superfluous: 0, examples: [] },
      ]),
    });
  });
});
