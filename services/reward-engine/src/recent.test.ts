import fc from 'fast-check';
import { createRecent } from './recent.js';

const SIZE = 4;
const KEYS = 13;

test('of this batch and the one before, and of the last keys, everything is there as it was set last', () => {
  const key = fc.integer({ min: 0, max: KEYS - 1 });
  const steps = fc.array(fc.tuple(fc.constantFrom('get', 'set', 'turn'), key, fc.option(fc.integer())));
  fc.assert(
    fc.property(steps, (all) => {
      const recent = createRecent<number, number>(SIZE);
      const truth = new Map<number, number | null>();
      let asked: number[] = [];
      let [before, now] = [new Set<number>(), new Set<number>()];
      for (const [what, at, value] of all) {
        if (what === 'turn') {
          recent.turn();
          [before, now] = [now, new Set()];
          continue;
        }
        if (what === 'set') {
          recent.set(at, value);
          truth.set(at, value);
        } else {
          const found = recent.get(at);
          const isOwed = before.has(at) || now.has(at) || asked.slice(-SIZE).includes(at);
          if (found !== undefined || isOwed) expect(found).toBe(truth.get(at));
          if (found === undefined) continue;
        }
        now.add(at);
        asked = [...asked.filter((each) => each !== at), at];
      }
      recent.clear();
      expect(recent.get(0)).toBeUndefined();
    }),
  );
});

test('what batches left behind long ago is forgotten', () => {
  const recent = createRecent<number, number>(SIZE);
  const all = Array.from({ length: 100 }, (_, n) => n);
  for (const n of all) {
    if (n % 3 === 0) recent.turn();
    recent.set(n, n);
  }
  const known = all.filter((n) => recent.get(n) !== undefined);
  expect(known.length).toBeLessThan(2 * (SIZE + 3));
});
