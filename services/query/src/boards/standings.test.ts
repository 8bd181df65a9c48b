import type { BoardName } from '@synapse/contracts';
import fc from 'fast-check';
import { BOARD_ORDER, type Column, createStandings, type Figures } from './standings.js';

const BOARDS = Object.keys(BOARD_ORDER) as BoardName[];
const NOTHING: Figures = { xp: 0, level: 0, gold: 0, stars: 0, season: 0, week: 0, month: 0 };

const figure = fc.integer({ min: 0, max: 5 });
const figures = fc.record(
  { xp: figure, level: figure, gold: figure, stars: figure, season: figure, week: figure, month: figure },
  { requiredKeys: [] },
);
const id = fc.bigInt({ min: 2n ** 60n, max: 2n ** 60n + 30n });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ set: id, figures }) },
  { weight: 2, arbitrary: fc.record({ leaver: id, isGone: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ hideLeavers: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ clear: fc.constantFrom<Column>('week', 'month', 'season') }) },
);

/** The same, with a sort. */
function sorted(board: BoardName, members: Map<bigint, Figures>, hidden: Set<bigint>): bigint[] {
  const { on, by } = BOARD_ORDER[board];
  return [...members]
    .filter(([each, has]) => has[on] > 0 && !hidden.has(each))
    .sort(([a, left], [b, right]) => {
      for (const column of by) if (left[column] !== right[column]) return right[column] - left[column];
      return a < b ? -1 : 1;
    })
    .map(([each]) => each);
}

test('every board, place, cursor and sum is what sorting the members gives', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, figures)), fc.array(step, { maxLength: 60 }), (loaded, steps) => {
      const standings = createStandings(BOARDS);
      const members = new Map<bigint, Figures>();
      const gone = new Set<bigint>();
      let areHidden = true;
      const put = (who: bigint, has: Partial<Figures>) =>
        members.set(who, { ...(members.get(who) ?? NOTHING), ...has });
      for (const [who, has] of new Map(loaded)) {
        standings.load(who, has);
        put(who, has);
      }
      standings.order();
      for (const each of steps) {
        if ('set' in each) {
          standings.set(each.set, each.figures);
          put(each.set, each.figures);
        } else if ('leaver' in each) {
          if (each.isGone) standings.leave(each.leaver);
          else standings.comeBack(each.leaver);
          if (each.isGone) gone.add(each.leaver);
          else gone.delete(each.leaver);
        } else if ('hideLeavers' in each) {
          standings.hideLeavers(each.hideLeavers);
          areHidden = each.hideLeavers;
        } else {
          standings.clear(each.clear);
          for (const [who, has] of members) members.set(who, { ...has, [each.clear]: 0 });
        }
      }
      for (const board of BOARDS) {
        const expected = sorted(board, members, areHidden ? gone : new Set());
        const places = standings.slice(board, 0, 100);
        expect(places.map((place) => place.id)).toEqual(expected);
        expect(places.map(({ rank }) => rank)).toEqual([...expected.keys()].map((place) => place + 1));
        expect(standings.total(board)).toBe(expected.length);
        for (const [place, who] of expected.entries()) {
          expect(standings.placeOf(board, who)).toBe(place);
          const key = { by: BOARD_ORDER[board].by.map((column) => members.get(who)?.[column] ?? 0), id: who };
          expect(standings.placeAfter(board, key)).toBe(place + 1);
        }
        for (const [who] of members)
          if (!expected.includes(who)) expect(standings.placeOf(board, who)).toBeNull();
      }
      const sum = (column: Column) => [...members.values()].reduce((all, has) => all + has[column], 0);
      expect(standings.sum('xp')).toBe(sum('xp'));
      expect(standings.sum('week')).toBe(sum('week'));
    }),
    { numRuns: 150 },
  );
});

test('the place behind a key that nobody has is the one where it would stand', () => {
  const standings = createStandings(['xp']);
  for (const n of [1n, 2n, 3n]) standings.load(n, { xp: 100 - Number(n) * 10 });
  standings.order();
  expect(standings.placeAfter('xp', { by: [85], id: 9n })).toBe(1);
  expect(standings.placeAfter('xp', { by: [0], id: 9n })).toBe(3);
  expect(standings.placeAfter('xp', { by: [80], id: 1n })).toBe(1);
});
