import { createRoster } from './roster.js';

test('every id has one slot, found again, however many there are', () => {
  const roster = createRoster();
  const ids = Array.from({ length: 10_000 }, (_, n) => 80351110224678912n + BigInt(n) * 4_194_304n);
  ids.push(1n, 2n ** 63n - 1n, 2n ** 32n, 2n ** 32n + 1n);
  const slots = ids.map((id) => roster.add(id));
  expect(slots).toEqual([...ids.keys()]);
  expect(ids.map((id) => roster.slotOf(id))).toEqual(slots);
  expect(ids.map((id) => roster.add(id))).toEqual(slots);
  expect(slots.map((slot) => roster.idOf(slot))).toEqual(ids);
  expect(roster.slotOf(42n)).toBe(-1);
  expect(roster.size()).toBe(ids.length);
});

test('slots are ordered by their ids, beyond what a double holds exactly too', () => {
  const roster = createRoster();
  const [a, b, c] = [2n ** 63n - 1n, 2n ** 63n - 2n, 5n].map((id) => roster.add(id)) as [
    number,
    number,
    number,
  ];
  expect([a, b, c].sort(roster.compare)).toEqual([c, b, a]);
  expect(roster.compare(a, a)).toBe(0);
});
