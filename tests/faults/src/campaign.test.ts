import { describe as report, runCampaign } from './campaign';

const SHORT = { seeds: 3, first: 1, minutes: 2, seconds: 4, rate: 40 };

test('a short campaign of faults loses and doubles nothing', async () => {
  const verdicts = await runCampaign(SHORT, () => {});
  const failed = verdicts.filter(({ complaints }) => complaints.length > 0);
  expect(failed.map((verdict) => report(verdict, SHORT))).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(0);
  expect(verdicts.every(({ obligations, struck }) => obligations > 20 && struck.length > 2)).toBe(true);
}, 180_000);
