import { createStory, judged, message, reaction, rulesWith } from '../test/given.js';
import { explain, type JournalRow } from './index.js';

const categories = [
  {
    id: 3,
    guild_id: '10',
    name: 'Programming',
    active: true,
    channels: ['100'],
    multipliers: [{ interaction_type: 'MESSAGE' as const, xp_multiplier: 1.5, star_multiplier: 1 }],
  },
];
const words = (row: JournalRow | undefined, categoryName?: string) =>
  row && explain({ ...row, categoryName });

test('what was earned is told factor by factor', () => {
  const [row] = judged(rulesWith({ categories }), message({ has_code_block: true }));
  expect(words(row, 'Programming')).toBe(
    '15 base × 1.5 Programming × 1.4 code block = 31 XP; 1 base = 1 star',
  );
});

test('a zero names its rule, and how long it holds', () => {
  const { judge } = createStory(rulesWith());
  const at = Date.UTC(2026, 0, 2);
  judge(message({}, { id: 'msg:1', at }));
  expect(words(judge(message({}, { id: 'msg:2', at: at + 18_000 }))[0])).toBe('0: cooldown, 12 s left');
  expect(words(judge(reaction({ userId: 2n }))[0])).toBe('0: a reaction on one’s own message');
});

test('a cut is told as one', () => {
  const [row] = judged(rulesWith({ settings: { daily_xp_cap: 10 } }), message());
  expect(words(row)).toBe('15 base, at most 10 (rest of the day) = 10 XP; 1 base = 1 star');
});

test('a level and its gold', () => {
  const rows = judged(rulesWith({ settings: { xp_base_message: 130 } }), message());
  expect(words(rows[1])).toBe('level 2 reached: 50 gold');
});

test('an achievement and what it paid', () => {
  const template = {
    id: 1,
    guild_id: '10',
    name: 'Hello World',
    category: 'social',
    requirement_type: 'counter_threshold' as const,
    requirement_scope: 'lifetime' as const,
    requirement_field: 'messages_sent' as const,
    requirement_value: 1,
    xp_reward: 10,
    gold_reward: 5,
    rarity: 'common' as const,
    announce_channel_id: null,
    active: true,
  };
  const rows = judged(rulesWith({ templates: [template] }), message());
  expect(words(rows[1])).toBe('10 achievement = 10 XP; 5 gold');
});

test('a correction names its what-if and what it moved', () => {
  expect(
    explain({
      interaction: 'MANUAL_AWARD',
      xpDelta: -5,
      starDelta: 0,
      reasons: { fact: 'c', rule_set: 1, kind: 'correction', run: '4f1d', gold_delta: 7 },
    }),
  ).toBe('correction by the what-if 4f1d: -5 XP; 7 gold');
});
