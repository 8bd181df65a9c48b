import { setTimeout as sleep } from 'node:timers/promises';
import { lastRewardFrame, readRewards } from '@synapse/bus';
import { eventually } from '@synapse/testkit';
import type { Activity } from './activity.js';
import { COMMUNITY, type Stack } from './stack.js';
import { createDurations, type Percentiles } from './statistics.js';

export interface LatencyOptions {
  seconds: number;
  /** Dispatches a second. */
  rate: number;
}

const WARM_UP_SECONDS = 2;

/**
 * Lets members talk at a fixed rate, whatever comes back, and times each message from the moment its dispatch is written
 * to the socket until its reward event has arrived from its subject. The first two seconds are not counted.
 * @returns how many messages were sent in all, and the percentiles
 */
export async function measureLatency(
  { bus }: Pick<Stack, 'bus'>,
  activity: Activity,
  { seconds, rate }: LatencyOptions,
): Promise<{ sent: number; latency: Percentiles }> {
  const ended = new AbortController();
  const waiting = new Map<string, { sentAt: number; counts: boolean }>();
  const durations = createDurations();
  const sequence = (await lastRewardFrame(bus, COMMUNITY))?.sequence ?? 0;
  const rewards = readRewards(bus, { community: COMMUNITY, from: sequence + 1, signal: ended.signal });
  const reading = (async () => {
    for await (const { frame } of rewards) {
      const arrivedAt = performance.now();
      for (const event of frame.events) {
        if (event.kind !== 'granted') continue;
        const message = waiting.get(event.cause);
        if (message?.counts) durations.add(arrivedAt - message.sentAt);
        waiting.delete(event.cause);
      }
    }
  })();
  // Awaited below; until then a failure must not end the process.
  reading.catch(() => {});
  const total = rate * (WARM_UP_SECONDS + seconds);
  const start = performance.now();
  for (let n = 0; n < total; n++) {
    const early = start + (n * 1_000) / rate - performance.now();
    if (early > 0) await sleep(early);
    const sentAt = performance.now();
    waiting.set(activity.message(), { sentAt, counts: n >= rate * WARM_UP_SECONDS });
  }
  await Promise.race([reading, eventually('the reward event of every message', () => waiting.size === 0)]);
  ended.abort();
  await reading;
  return { sent: total, latency: durations.percentiles() };
}
