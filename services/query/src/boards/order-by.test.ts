import fc from 'fast-check';
import { orderBy } from './order-by.js';

const figure = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.constantFrom(0, 2_047, 2_048, 2 ** 22 - 1, 2 ** 22, 2 ** 31 - 1),
);

test('slots are ordered by the first column, then by the next, and what is equal keeps its order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(figure, figure), { maxLength: 200 }), fc.boolean(), (rows, isReversed) => {
      const slots = Int32Array.from(rows.keys());
      if (isReversed) slots.reverse();
      const columns = [0, 1].map((at) => Int32Array.from(rows, (row) => row[at] as number)) as [
        Int32Array,
        Int32Array,
      ];
      const [first, second] = columns;
      const expected = [...slots].sort(
        (a, b) =>
          (first[b] as number) - (first[a] as number) || (second[b] as number) - (second[a] as number),
      );
      const given = slots.slice();
      expect([...orderBy(slots, columns)]).toEqual(expected);
      expect(slots).toEqual(given);
    }),
  );
});
