import fc from 'fast-check';
import { createStory, fact, madeAt, message, rulesWith, thread, voiceTick } from '../../test/given.js';
import type { JournalRow } from '../index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 2);

const settings = {
  cooldown_seconds: 900,
  max_reactions_per_pair_per_day: 2,
  reaction_memory_days: 1,
  crowd_threshold: 2,
  burst_window_seconds: (6 * HOUR) / 1000,
  xp_cap_reaction_burst: 3,
  voice_ticks_per_hour: 2,
  daily_xp_cap: 60,
};

/** Some hours around a midnight: most windows are cut there. */
const minute = fc.integer({ min: 20 * 6, max: 28 * 6 }).map((tens) => tens * 10);
const member = fc.constantFrom(1n, 2n, 3n);
const MESSAGES = [0, 19, 22].map((hours, n) => madeAt(START + hours * HOUR, n));

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('said' as const), at: minute, by: member }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('ticked' as const), at: minute, by: member }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('opened' as const), at: minute, by: member }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('reacted' as const),
      at: minute,
      by: member,
      to: fc.constantFrom(1n, 9n),
      on: fc.constantFrom(...MESSAGES),
      emoji: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('forgotten' as const), at: minute }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function factOf(given: Exclude<Step, { kind: 'forgotten' }>, n: number) {
  const at = START + given.at * MINUTE;
  const common = { id: `fact:${n}`, at, userId: given.by };
  if (given.kind === 'said') return message({}, common);
  if (given.kind === 'ticked') return { ...voiceTick(), ...common };
  if (given.kind === 'opened') return { ...thread(), ...common };
  const { on, emoji, to } = given;
  // Of each message somebody else is the author.
  const targetId = to + BigInt(10 * MESSAGES.indexOf(on));
  return fact(
    'reaction_add',
    { emoji_name: emoji, message_id: on, parent_channel_id: null },
    { ...common, targetId },
  );
}

interface Paid {
  given: ReturnType<typeof factOf>;
  rows: readonly JournalRow[];
}

const isPaid = ({ reasons }: JournalRow) => reasons.denial === undefined;
const typed = (paid: readonly Paid[], type: string) => paid.filter(({ given }) => given.type === type);

/** How many of those paid so far, the last included, lie in (t − length, t] of the last and are of its kind. */
const inWindow = (paid: readonly Paid[], last: Paid, length: number, key: (of: Paid) => string) =>
  paid.filter((each) => {
    const { at } = each.given;
    return key(each) === key(last) && last.given.at - length < at && at <= last.given.at;
  }).length;

const pair = ({ given }: Paid) => `${given.userId} ${given.targetId}`;
const emoji = ({ given }: Paid) =>
  given.type === 'reaction_add'
    ? `${given.userId} ${given.payload.message_id} ${given.payload.emoji_name}`
    : '';
const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0);
const most = (amounts: Iterable<number>) => Math.max(0, ...amounts);

function grouped<T>(all: readonly T[], key: (of: T) => string, amount: (of: T) => number): number[] {
  const sums = new Map<string, number>();
  for (const each of all) sums.set(key(each), (sums.get(key(each)) ?? 0) + amount(each));
  return [...sums.values()];
}

test('no cap is ever exceeded, whatever comes in whatever order, and whatever is forgotten when', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
      const { judge, forgetBefore } = createStory(rulesWith({ settings }));
      const paid: Paid[] = [];
      const reactors = new Map<string, Set<bigint>>();
      let horizon = 0;
      for (const [n, each] of steps.entries()) {
        if (each.kind === 'forgotten') {
          horizon = Math.max(horizon, START + each.at * MINUTE);
          forgetBefore(horizon);
          continue;
        }
        const given = factOf(each, n);
        const rows = judge(given).filter(({ interaction }) => interaction !== 'LEVEL_UP');
        if (given.at < horizon) expect(rows.some(isPaid)).toBe(false);
        if (given.type === 'reaction_add' && given.targetId !== given.userId && given.at >= horizon) {
          const { message_id: on } = given.payload;
          reactors.set(on, new Set(reactors.get(on)).add(given.userId));
        }
        if (rows.some(isPaid)) paid.push({ given, rows });
        const last = paid.at(-1);
        if (last?.given !== given) continue;
        if (given.type === 'voice_tick') {
          expect(
            inWindow(typed(paid, 'voice_tick'), last, HOUR, ({ given: { userId } }) => String(userId)),
          ).toBeLessThanOrEqual(settings.voice_ticks_per_hour);
        }
        if (given.type === 'reaction_add') {
          const all = typed(paid, 'reaction_add');
          expect(inWindow(all, last, DAY, pair)).toBeLessThanOrEqual(settings.max_reactions_per_pair_per_day);
          expect(all.filter((other) => emoji(other) === emoji(last))).toHaveLength(1);
        }
        if (given.type === 'message_create') {
          const before = typed(paid, 'message_create').filter(
            ({ given: { userId } }) => userId === given.userId,
          );
          const gap = given.at - (before.at(-2)?.given.at ?? Number.NEGATIVE_INFINITY);
          expect(gap).toBeGreaterThanOrEqual(settings.cooldown_seconds * 1000);
        }
      }
      const rows = paid.flatMap((each) => each.rows.map((row) => ({ row, ...each })));
      const days = grouped(
        rows,
        ({ row }) => `${row.userId} ${Math.floor(row.at / DAY)}`,
        ({ row }) => row.xpDelta,
      );
      expect(most(days)).toBeLessThanOrEqual(settings.daily_xp_cap);

      const received = rows.filter(({ row }) => row.interaction === 'REACTION_RECEIVED');
      for (const message of MESSAGES) {
        const stars = received.filter(
          ({ given }) => given.type === 'reaction_add' && given.payload.message_id === message,
        );
        const perReactor = grouped(
          stars,
          ({ given }) => String(given.userId),
          ({ row }) => (row.starDelta > 0 ? 1 : 0),
        );
        expect(most(perReactor)).toBeLessThanOrEqual(1);
        const k = reactors.get(message)?.size ?? 0;
        const units = k <= 2 ? k : 2 + Math.floor((k - 2) / 2);
        expect(sum(stars.map(({ row }) => row.starDelta))).toBeLessThanOrEqual(2 * units);
      }
    }),
    { numRuns: 300 },
  );
});
