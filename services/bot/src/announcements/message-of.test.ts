import type { AnnouncementRow } from '@synapse/store';
import fc from 'fast-check';
import { messageOf, nextTogether } from './message-of.js';
import type { Told } from './told.js';

const waiting = (count: number, titleLength = 20): AnnouncementRow<Told>[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `a${n}`,
    guildId: 10n,
    memberId: 80351110224678912n + BigInt(n),
    traceparent: null,
    told: { kind: 'achievement', title: `${n}`.padEnd(titleLength, '.'), rarity: 'common', xp: 10, gold: 0 },
  })) as AnnouncementRow<Told>[];

/** How many things each message of a minute tells. */
function minute(rows: readonly AnnouncementRow<Told>[], slots: number): number[] {
  const told: number[] = [];
  let left = rows;
  for (let open = slots; open > 0 && left.length > 0; open--) {
    const together = nextTogether(left, open);
    told.push(together.length);
    left = left.slice(together.length);
  }
  return told;
}

test('one by itself, and in the last message of the minute all the others', () => {
  expect(minute(waiting(2), 3)).toEqual([1, 1]);
  expect(minute(waiting(3), 3)).toEqual([1, 1, 1]);
  expect(minute(waiting(9), 3)).toEqual([1, 1, 7]);
});

test('what one message cannot hold is told by those before it', () => {
  const most = nextTogether(waiting(500), 1).length;
  expect(most).toBeGreaterThan(40);
  expect(minute(waiting(500), 3)).toEqual([most, most, most]);
  expect(minute(waiting(500), 60).reduce((sum, told) => sum + told, 0)).toBe(500);
});

test('a minute tells everything, or its messages are as full as they can be', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 100 }),
      (count, slots, titleLength) => {
        const rows = waiting(count, titleLength);
        const told = minute(rows, slots);
        const fits = nextTogether(rows, 1).length;
        const all = told.reduce((sum, each) => sum + each, 0);
        expect(all === count || Math.min(...told) >= fits - 2).toBe(true);
        for (const [n, each] of told.entries()) {
          const text = messageOf('x', rows.slice(n, n + each)).embeds?.[0]?.description ?? '';
          expect(text.length).toBeLessThanOrEqual(4_096);
        }
      },
    ),
  );
});
