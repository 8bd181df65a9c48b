import type { RuleSetTemplate } from '@synapse/contracts';
import fc from 'fast-check';
import { createStory, fact, message, reaction, rulesWith } from '../test/given.js';
import { newMember } from './index.js';

const template = (id: number, change: Partial<RuleSetTemplate> = {}): RuleSetTemplate => ({
  id,
  guild_id: '10',
  name: `Template ${id}`,
  category: 'social',
  requirement_type: 'counter_threshold',
  requirement_scope: 'lifetime',
  requirement_field: 'messages_sent',
  requirement_value: 1,
  xp_reward: 0,
  gold_reward: 0,
  rarity: 'common',
  announce_channel_id: null,
  active: true,
  ...change,
});

const SEASON = {
  id: 9,
  guild_id: '10',
  name: 'Season 1',
  starts_at: '2026-01-01T00:00:00.000Z',
  ends_at: '2026-02-01T00:00:00.000Z',
  active: true,
};

const noCooldown = { cooldown_seconds: 0 };
const storyWith = (templates: RuleSetTemplate[], seasons = [SEASON]) =>
  createStory(rulesWith({ templates, seasons, settings: noCooldown }));
const earned = (rows: readonly { reasons: { template?: number } }[]) =>
  rows.flatMap(({ reasons }) => reasons.template ?? []);

let count = 0;
const said = (at?: number) => {
  count += 1;
  return message({}, { id: `msg:a${count}`, ...(at !== undefined && { at }) });
};

describe('a counter threshold', () => {
  test.each([
    ['messages_sent', () => message()],
    ['reactions_given', () => reaction()],
    ['reactions_received', () => reaction({ userId: 2n, targetId: 1n })],
    [
      'threads_created',
      () => fact('thread_create', { name_length: 1, thread_id: '8', parent_channel_id: null }),
    ],
    [
      'voice_minutes',
      () => fact('voice_tick', { tick_minutes: 10, member_count: 1, self_mute: false, self_deaf: false }),
    ],
  ] as const)('of %s is met when the counter reaches it', (field, given) => {
    const { judge } = storyWith([template(1, { requirement_field: field })]);
    expect(earned(judge(given()))).toEqual([1]);
  });

  test('is not met one below', () => {
    const { judge } = storyWith([template(1, { requirement_value: 2 })]);
    expect(earned(judge(said()))).toEqual([]);
    expect(earned(judge(said()))).toEqual([1]);
  });

  test('counts what was denied, too', () => {
    const { judge } = createStory(rulesWith({ templates: [template(1, { requirement_value: 2 })] }));
    judge(said());
    expect(earned(judge(said()))).toEqual([1]);
  });
});

test('stars and XP are milestones of their own', () => {
  const { judge } = storyWith([
    template(1, { requirement_type: 'star_threshold', requirement_value: 2 }),
    template(2, { requirement_type: 'xp_milestone', requirement_value: 30 }),
  ]);
  expect(earned(judge(said()))).toEqual([]);
  expect(earned(judge(said()))).toEqual([1, 2]);
});

test.each([
  ['a custom one', { requirement_type: 'custom' as const }],
  ['one without a value', { requirement_value: null }],
  ['an inactive one', { active: false }],
])('%s is never met by itself', (_what, change) => {
  expect(earned(storyWith([template(1, change)]).judge(said()))).toEqual([]);
});

test('the scope of a season counts only what happened in it', () => {
  const seasonal = template(1, { requirement_scope: 'season', requirement_value: 2 });
  const before = Date.UTC(2025, 11, 31);
  const { judge } = storyWith([seasonal]);
  judge(said(before));
  judge(said());
  expect(earned(judge(said()))).toEqual([1]);
  expect(earned(storyWith([seasonal], []).judge(said()))).toEqual([]);
});

test('is earned once', () => {
  const { judge } = storyWith([template(1)]);
  expect(earned(judge(said()))).toEqual([1]);
  expect(earned(judge(said()))).toEqual([]);
});

test('one that was revoked does not come back by itself', () => {
  const story = storyWith([template(1)]);
  story.members.set(1n, { ...newMember(1n, 0), revoked: new Set([1]) });
  expect(earned(story.judge(said()))).toEqual([]);
});

test('pays its XP and gold with its row, they level, and what they bring is looked at again', () => {
  const { judge, members } = storyWith([
    template(1, { xp_reward: 120, gold_reward: 5 }),
    template(2, { requirement_type: 'xp_milestone', requirement_value: 130, gold_reward: 7 }),
  ]);
  const rows = judge(said());
  expect(
    rows.map(({ sourceEventId, xpDelta, reasons }) => [sourceEventId, xpDelta, reasons.gold_delta]),
  ).toEqual([
    [`msg:a${count}`, 15, undefined],
    [`msg:a${count}:ach:1`, 120, 5],
    [`msg:a${count}:ach:1:level:2`, 0, 50],
    [`msg:a${count}:ach:2`, 0, 7],
  ]);
  expect(members.get(1n)).toMatchObject({ xp: 135, level: 2, gold: 62, earned: new Set([1, 2]) });
});

test('both sides of a reaction may earn the same one, by template id and then in the order of the sides', () => {
  const either = [
    template(2, { requirement_type: 'star_threshold', requirement_value: 1 }),
    template(1, { requirement_type: 'xp_milestone', requirement_value: 1 }),
  ];
  const rows = storyWith(either).judge(reaction());
  expect(rows.slice(2).map(({ userId, reasons }) => [userId, reasons.template])).toEqual([
    [1n, 1],
    [2n, 1],
    [1n, 2],
    [2n, 2],
  ]);
  expect(new Set(rows.map(({ sourceEventId }) => sourceEventId)).size).toBe(rows.length);
});

describe('seasons', () => {
  const start = Date.parse(SEASON.starts_at);
  const end = Date.parse(SEASON.ends_at);

  test('are bounded by event time: the start belongs to it, the end does not', () => {
    const { judge } = storyWith([]);
    expect(judge(said(start - 1))[0]?.seasonId).toBeNull();
    expect(judge(said(start))[0]?.seasonId).toBe(9);
    expect(judge(said(end - 1))[0]?.seasonId).toBe(9);
    expect(judge(said(end))[0]?.seasonId).toBeNull();
  });

  test('keep the figures of a member, with the stars over all time beside them', () => {
    const { judge, stats, members } = storyWith([]);
    judge(said(start - 1));
    judge(said(start));
    judge(said(start));
    expect(stats.get('1:9')).toMatchObject({ seasonStars: 2, lifetimeStars: 3, messages_sent: 2 });
    expect(members.get(1n)).toMatchObject({ stars: 3, messages_sent: 3 });
  });

  test('a fact behind the closing counts for XP and lifetime figures only', () => {
    const { judge, stats, members, closedSeasons } = storyWith([]);
    judge(said(start));
    closedSeasons.add(9);
    expect(judge(said(start))[0]?.seasonId).toBeNull();
    expect(stats.get('1:9')).toMatchObject({ seasonStars: 1, messages_sent: 1 });
    expect(members.get(1n)).toMatchObject({ xp: 30, stars: 2 });
  });

  test('an inactive one is none', () => {
    expect(storyWith([], [{ ...SEASON, active: false }]).judge(said())[0]?.seasonId).toBeNull();
  });
});

test('whatever happens, figures are the sums of the journal, and nothing is earned twice', () => {
  const templates = [
    template(1, { requirement_value: 3, xp_reward: 40 }),
    template(2, { requirement_type: 'xp_milestone', requirement_value: 100, xp_reward: 60, gold_reward: 3 }),
    template(3, { requirement_type: 'star_threshold', requirement_value: 5, gold_reward: 11 }),
  ];
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (kinds) => {
      const { judge, members } = storyWith(templates);
      const rows = kinds.flatMap((isMessage, n) =>
        judge(isMessage ? said() : reaction({ id: `rxn:${n}`, userId: BigInt(3 + (n % 4)), targetId: 1n })),
      );
      for (const [id, member] of members) {
        const own = rows.filter(({ userId }) => userId === id);
        expect(member.xp).toBe(own.reduce((sum, { xpDelta }) => sum + xpDelta, 0));
        expect(member.gold).toBe(own.reduce((sum, { reasons }) => sum + (reasons.gold_delta ?? 0), 0));
        const templatesEarned = earned(own);
        expect(new Set(templatesEarned).size).toBe(templatesEarned.length);
      }
    }),
  );
});
