import { cached } from './cached.js';

test('callers share one load, and its result until it is too old', async () => {
  let now = 0;
  let loads = 0;
  const read = cached(
    100,
    async () => {
      loads += 1;
      return loads;
    },
    () => now,
  );
  expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
  now = 99;
  expect(await read()).toBe(1);
  now = 100;
  expect(await read()).toBe(2);
});

test('a failure is handed to those who waited for it, and not kept', async () => {
  let loads = 0;
  const read = cached(1_000, async () => {
    loads += 1;
    if (loads === 1) throw new Error('away');
    return loads;
  });
  expect(await Promise.allSettled([read(), read()])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(await read()).toBe(2);
});
