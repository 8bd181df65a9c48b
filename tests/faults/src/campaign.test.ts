import { runCampaign } from './campaign';
import { parseOptions } from './options';

test('a short campaign of faults loses and doubles nothing', async () => {
  const said: string[] = [];
  const options = parseOptions(['--seeds', '3', '--minutes', '2', '--seconds', '4', '--rate', '40']);
  const { verdicts } = await runCampaign(options, (line) => said.push(line));
  expect(said.filter((line) => line.includes('FAILED'))).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(0);
  expect(verdicts.every(({ obligations, struck }) => obligations > 20 && struck.length > 2)).toBe(true);
}, 300_000);
