import { createDurations, median } from './statistics.js';

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 2, 100], 3],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('there is no median of nothing', () => {
  expect(() => median([])).toThrow(RangeError);
});

test('percentiles are in milliseconds, exact to a thousandth', () => {
  const durations = createDurations();
  for (let n = 1; n <= 1_000; n++) durations.add(n / 10);
  const { count, p50, p99 } = durations.percentiles();
  expect(count).toBe(1_000);
  expect(Math.abs(p50 - 50)).toBeLessThanOrEqual(0.05);
  expect(Math.abs(p99 - 99)).toBeLessThanOrEqual(0.1);
});
