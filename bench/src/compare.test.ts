import { checkRatios } from './compare.js';

const before = { rate: { ratio: 0.9, isMost: false }, latency: { ratio: 2, isMost: true } };
const now = (rate: number, latency: number) => ({
  rate: { ratio: rate, isMost: false },
  latency: { ratio: latency, isMost: true },
});

test.each([
  [0.9, 2],
  [0.61, 2.99],
  [5, 0.1],
])('a rate of %d and a latency of %d are no loss', (rate, latency) => {
  expect(() => checkRatios(now(rate, latency), before)).not.toThrow();
});

test('what is more than a third worse is named', () => {
  expect(() => checkRatios(now(0.59, 2), before)).toThrow('rate is 0.59, it was 0.90');
  expect(() => checkRatios(now(0.9, 3.01), before)).toThrow('latency is 3.01, it was 2.00');
});

test('what was not measured is no loss', () => {
  expect(() => checkRatios({}, before)).not.toThrow();
});
