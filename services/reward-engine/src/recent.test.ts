import fc from 'fast-check';
import { createRecent } from './recent.js';

test('what was asked for last is there, as it was set last, and no more than twice the size', () => {
  const key = fc.integer({ min: 0, max: 12 });
  const steps = fc.array(fc.tuple(fc.constantFrom('get', 'set'), key, fc.option(fc.integer())));
  fc.assert(
    fc.property(steps, (all) => {
      const recent = createRecent<number, number>(4);
      const truth = new Map<number, number | null>();
      let asked: number[] = [];
      for (const [what, at, value] of all) {
        const isLast = asked.slice(-4).includes(at);
        if (what === 'set') {
          recent.set(at, value);
          truth.set(at, value);
        } else {
          const found = recent.get(at);
          if (found !== undefined || isLast) expect(found).toBe(truth.get(at));
          if (found === undefined) continue;
        }
        asked = [...asked.filter((each) => each !== at), at];
      }
      const known = Array.from({ length: 13 }, (_, each) => recent.get(each)).filter(
        (each) => each !== undefined,
      );
      expect(known.length).toBeLessThanOrEqual(8);
      recent.clear();
      expect(recent.get(0)).toBeUndefined();
    }),
  );
});
