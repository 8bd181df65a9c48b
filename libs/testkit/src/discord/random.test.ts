import { seededRandom } from './random.js';

test('the generator gives the numbers of mulberry32', () => {
  // From the reference implementation in C, seed 1.
  const random = seededRandom(1);
  const first = [random.next(), random.next(), random.next()].map((value) => Math.floor(value * 2 ** 32));
  expect(first).toEqual([2693262067, 11749833, 2265367787]);
});

test('the same seed gives the same stream, another seed another one', () => {
  const stream = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random.int(1, 1_000_000));
  };
  expect(stream(7)).toEqual(stream(7));
  expect(stream(7)).not.toEqual(stream(8));
});

test('numbers stay in their range, and a skewed pick prefers the front', () => {
  const random = seededRandom(3);
  const list = Array.from({ length: 100 }, (_, index) => index);
  const picks = Array.from({ length: 2_000 }, () => random.pickSkewed(list));
  expect(picks.filter((pick) => pick < 13).length).toBeGreaterThan(900);
  const ints = Array.from({ length: 2_000 }, () => random.int(2, 4));
  expect(new Set(ints)).toEqual(new Set([2, 3, 4]));
  expect(() => random.pick([])).toThrow('empty list');
});
