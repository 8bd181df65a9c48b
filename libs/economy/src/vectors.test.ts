import type { InteractionType } from '@synapse/contracts';
import { judged, message, reaction, rulesWith, thread, voiceTick } from '../test/given.js';
import type { JournalRow } from './index.js';

const rules = rulesWith();
const amounts = (rows: readonly JournalRow[]) => rows.map(({ xpDelta, starDelta }) => [xpDelta, starDelta]);
const xpOf = (form: Parameters<typeof message>[0], judge = rules) => judged(judge, message(form))[0]?.xpDelta;

describe('what a message earns by its form', () => {
  const full = { length: 501, has_code_block: true, has_link: true, has_attachment: true };
  test.each([
    [{ length: 199 }, 15],
    [{ length: 200 }, 15],
    [{ length: 201 }, 18],
    [{ length: 500 }, 18],
    [{ length: 501 }, 22],
    [{ has_code_block: true }, 21],
    [{ has_link: true }, 18],
    [{ has_attachment: true }, 16],
    [{ emoji_count: 5 }, 15],
    [{ emoji_count: 6 }, 7],
    [{ length: 201, has_code_block: true }, 25],
    [full, 43],
    [{ ...full, emoji_count: 6 }, 21],
  ])('%j → %d XP', (form, xp) => {
    expect(xpOf(form)).toBe(xp);
  });

  test('emoji spam with a penalty of 0.01 → 1 XP, the floor', () => {
    expect(xpOf({ emoji_count: 6 }, rulesWith({ settings: { quality_penalty_emoji_spam: 0.01 } }))).toBe(1);
  });
});

const multiplied = (interaction: InteractionType, xp: number, stars: number, active = true) =>
  rulesWith({
    categories: [
      {
        id: 3,
        guild_id: '10',
        name: 'Programming',
        active,
        channels: ['100'],
        multipliers: [{ interaction_type: interaction, xp_multiplier: xp, star_multiplier: stars }],
      },
    ],
  });

test('a thread under multipliers 2 / 1.5 → 40 XP, 3 stars', () => {
  expect(amounts(judged(multiplied('THREAD_CREATE', 2, 1.5), thread()))).toEqual([[40, 3]]);
});

test('a message under multipliers 0 / 1 → 0 XP, 1 star', () => {
  expect(amounts(judged(multiplied('MESSAGE', 0, 1), message()))).toEqual([[0, 1]]);
});

test('an inactive category multiplies nothing and is named nowhere', () => {
  const [row] = judged(multiplied('MESSAGE', 2, 2, false), message());
  expect(row).toMatchObject({ xpDelta: 15, starDelta: 1, categoryId: null });
});

test('a thread’s messages have the category of its parent', () => {
  const inThread = message({ parent_channel_id: '100' }, { channelId: 555n });
  expect(judged(multiplied('MESSAGE', 2, 1), inThread)[0]).toMatchObject({
    xpDelta: 30,
    categoryId: 3,
  });
});

test('a reaction is a side for the reactor, then one for the author', () => {
  const rows = judged(rules, reaction());
  expect(rows.map(({ userId, interaction, sourceEventId }) => [userId, interaction, sourceEventId])).toEqual([
    [1n, 'REACTION_GIVEN', 'rxn_add:s:1:given'],
    [2n, 'REACTION_RECEIVED', 'rxn_add:s:1:received'],
  ]);
  expect(amounts(rows)).toEqual([
    [5, 1],
    [8, 2],
  ]);
});

test('a reaction whose author is unknown has no received side', () => {
  expect(judged(rules, reaction({ targetId: null }))).toHaveLength(1);
});

test('a voice tick → 10 XP, 1 star and its minutes', () => {
  expect(judged(rules, voiceTick())[0]).toMatchObject({
    xpDelta: 10,
    starDelta: 1,
    reasons: { minutes: 10 },
  });
});

test('every row says by which factors it came to its amount', () => {
  const rich = message({ length: 501, has_code_block: true });
  expect(judged(multiplied('MESSAGE', 1.5, 1), rich)[0]?.reasons).toMatchObject({
    fact: 'msg:1',
    rule_set: 0,
    xp: [
      ['base', 15],
      ['category', 1.5],
      ['long', 1.5],
      ['code_block', 1.4],
    ],
    stars: [['base', 1]],
  });
});
