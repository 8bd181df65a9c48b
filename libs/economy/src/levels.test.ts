import fc from 'fast-check';
import { judged, message, reaction, rulesWith } from '../test/given.js';
import { createLevelCurve, evolve, introduced, LARGEST_FIGURE, newMember } from './index.js';

const curve = createLevelCurve(100, 1.25);

test.each([
  [1, 125],
  [2, 156],
  [3, 195],
  [10, 931],
  [20, 8673],
])('level %d is left at %d XP', (level, xp) => {
  expect(curve.threshold(level)).toBe(xp);
  expect(curve.levelAt(xp - 1)).toBe(level);
  expect(curve.levelAt(xp)).toBe(level + 1);
});

test('5000 XP reach level 18', () => {
  expect(curve.levelAt(5000)).toBe(18);
});

test.each([
  [100, 1.25],
  [1, 1.01],
  [1, 100],
  [7, 1.5],
  [999_999, 1.01],
  [1_000_000, 100],
])('with base %d and factor %d the level is the exact inverse of the curve at every edge', (base, factor) => {
  const { threshold, levelAt } = createLevelCurve(base, factor);
  let power = 1;
  let level = 1;
  for (; threshold(level) <= LARGEST_FIGURE; level += 1) {
    power *= factor;
    const edge = threshold(level);
    expect(edge).toBe(Math.trunc(base * power));
    // Where the curve is flatter than one XP, several levels begin at the same total.
    expect(levelAt(edge - 1)).toBeLessThanOrEqual(level);
    expect(threshold(levelAt(edge - 1))).toBeGreaterThan(edge - 1);
    for (const xp of [edge, edge + 1]) {
      expect(levelAt(xp)).toBeGreaterThan(level);
      expect(threshold(levelAt(xp))).toBeGreaterThan(xp);
      expect(threshold(levelAt(xp) - 1)).toBeLessThanOrEqual(xp);
    }
  }
  expect(levelAt(LARGEST_FIGURE)).toBe(level);
});

test('the level is the exact inverse of the curve, for every curve and every total', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: 1.01, max: 100, noNaN: true }),
      fc.integer({ min: 0, max: LARGEST_FIGURE }),
      (base, factor, xp) => {
        const { levelAt, threshold } = createLevelCurve(base, factor);
        const level = levelAt(xp);
        expect(threshold(level)).toBeGreaterThan(xp);
        if (level > 1) expect(threshold(level - 1)).toBeLessThanOrEqual(xp);
      },
    ),
  );
});

describe('level-ups', () => {
  const rules = rulesWith({ settings: { xp_base_message: 5000 } });
  const rows = judged(rules, message());

  test('one row and one payment of gold for each level crossed, ascending', () => {
    expect(rows).toHaveLength(18);
    expect(rows.slice(1).map(({ interaction, reasons }) => [interaction, reasons.level])).toEqual(
      Array.from({ length: 17 }, (_, index) => ['LEVEL_UP', index + 2]),
    );
    expect(rows.reduce(evolve, newMember(1n, 0))).toMatchObject({ xp: 5000, level: 18, gold: 850 });
  });

  test('a level is paid once', () => {
    const member = { ...newMember(1n, 0), xp: 0, level: 18 };
    expect(judged(rules, message(), new Map([[1n, member]]))).toHaveLength(1);
  });

  test('both sides of a reaction may reach the same level: their rows have different ids', () => {
    const settings = { xp_base_reaction_given: 130, xp_base_reaction_received: 130 };
    const ids = judged(rulesWith({ settings }), reaction()).map(({ sourceEventId }) => sourceEventId);
    expect(new Set(ids).size).toBe(4);
  });
});

test('figures stay in their range: what would leave it pays nothing and says so', () => {
  const rich = { ...newMember(1n, 0), xp: LARGEST_FIGURE - 1, level: 2000 };
  const [row] = judged(rulesWith(), message(), new Map([[1n, rich]]));
  expect(row).toMatchObject({ xpDelta: 0, starDelta: 0, reasons: { denial: 'out_of_range' } });
});

test('gold never leaves its range', () => {
  const rich = { ...newMember(1n, 0), gold: LARGEST_FIGURE - 20 };
  const rows = judged(rulesWith({ settings: { xp_base_message: 200 } }), message(), new Map([[1n, rich]]));
  expect(rows.reduce(evolve, rich).gold).toBe(LARGEST_FIGURE);
});

test('counters rise with each interaction', () => {
  const after = [message(), message(), reaction()]
    .flatMap((fact) => judged(rulesWith(), fact))
    .filter(({ userId }) => userId === 1n)
    .reduce(evolve, newMember(1n, 0));
  expect(after).toMatchObject({ messages_sent: 2, reactions_given: 1, reactions_received: 0 });
});

test('the last name in the log wins, cut to the column, and an empty one is none', () => {
  const ada = introduced(newMember(1n, 0), { actor: { name: 'Ada', avatar: 'a' }, at: 5 });
  expect(ada).toMatchObject({ name: 'Ada', avatar: 'a', updatedAt: 5 });
  expect(introduced(ada, { actor: null, at: 6 })).toBe(ada);
  expect(introduced(ada, { actor: { name: '', avatar: null }, at: 6 })).toBe(ada);
  expect(introduced(ada, { actor: { name: 'x'.repeat(150), avatar: null }, at: 6 }).name).toHaveLength(100);
});

test('a member’s figures are the sums of their journal rows, whatever the facts', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 60 }), (lengths) => {
      const members = new Map([[1n, newMember(1n, 0)]]);
      const journal = lengths.flatMap((length, index) => {
        const rows = judged(rulesWith(), message({ length }, { id: `msg:${index}` }), members);
        members.set(1n, rows.reduce(evolve, members.get(1n) ?? newMember(1n, 0)));
        return rows;
      });
      const sum = (pick: (row: (typeof journal)[number]) => number) =>
        journal.reduce((total, row) => total + pick(row), 0);
      const xp = sum(({ xpDelta }) => xpDelta);
      expect(members.get(1n)).toMatchObject({
        xp,
        stars: sum(({ starDelta }) => starDelta),
        gold: sum(({ reasons }) => reasons.gold_delta ?? 0),
        level: curve.levelAt(xp),
      });
    }),
  );
});
