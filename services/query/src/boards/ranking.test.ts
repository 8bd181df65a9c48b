import fc from 'fast-check';
import { createRanking } from './ranking.js';

const BY_VALUE = { values: new Map<number, number>() };
const compare = (a: number, b: number) =>
  (BY_VALUE.values.get(b) ?? 0) - (BY_VALUE.values.get(a) ?? 0) || a - b;

test('whatever is put in, moved and taken out, places are those of a sorted list', () => {
  const step = fc.record({
    item: fc.integer({ min: 0, max: 3_000 }),
    value: fc.integer({ min: 0, max: 50 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_500 }), fc.array(step, { maxLength: 400 }), (filled, steps) => {
      BY_VALUE.values = new Map(Array.from({ length: filled }, (_, item) => [item, 1 + (item % 40)]));
      const ranking = createRanking(compare);
      ranking.fill(Int32Array.from([...BY_VALUE.values.keys()].sort(compare)));
      for (const { item, value } of steps) {
        if (BY_VALUE.values.has(item)) ranking.remove(item);
        if (value === 0) BY_VALUE.values.delete(item);
        else BY_VALUE.values.set(item, value);
        if (value > 0) ranking.add(item);
      }
      const sorted = [...BY_VALUE.values.keys()].sort(compare);
      expect(ranking.size()).toBe(sorted.length);
      expect(ranking.slice(0, sorted.length + 5)).toEqual(sorted);
      for (const [place, item] of sorted.entries()) {
        expect(ranking.count((each) => compare(each, item) < 0)).toBe(place);
        expect(ranking.count((each) => compare(each, item) <= 0)).toBe(place + 1);
      }
      const middle = sorted.length >> 1;
      expect(ranking.slice(middle, 7)).toEqual(sorted.slice(middle, middle + 7));
    }),
    { numRuns: 60 },
  );
});

test('one that is not in cannot be taken out', () => {
  const ranking = createRanking((a, b) => a - b);
  ranking.add(3);
  expect(() => ranking.remove(4)).toThrow('4 is not ranked');
});

test('thousands put in one by one, in any order', () => {
  const ranking = createRanking((a, b) => a - b);
  for (let n = 0; n < 5_000; n++) ranking.add((n * 2_741) % 5_000);
  expect(ranking.slice(0, 5_000)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
  expect(ranking.count((each) => each < 4_321)).toBe(4_321);
});
