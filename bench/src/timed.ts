import { cpuTimes } from './cpu-time.js';
import type { Measured } from './pair.js';

export type Pids = Readonly<Record<string, number>>;

/** Does work on so many facts, and says how many a second that were and what processor time it took of whom. */
export async function rateOf(facts: number, pids: Pids, work: () => Promise<unknown>): Promise<Measured> {
  const before = cpuTimes(pids);
  const start = performance.now();
  await work();
  const tookMs = performance.now() - start;
  const after = cpuTimes(pids);
  const cpu = Object.fromEntries(
    Object.entries(after).map(([name, us]) => [name, (us - (before[name] ?? 0)) / facts]),
  );
  return { value: (facts / tookMs) * 1_000, cpu };
}
