import { lastRewardFrame, readRewards } from '@synapse/bus';
import type { Activity } from './activity.js';
import { COMMUNITY, type Stack } from './stack.js';
import { createDurations, type Percentiles } from './statistics.js';

/** Times messages from the moment their dispatch is written to the socket until their reward event arrives on its subject. */
export interface RewardClock {
  /** Lets somebody say something. @param counts whether it is timed */
  say(activity: Activity, counts: boolean): void;
  /** Messages whose reward event has not arrived. */
  waiting(): number;
  /** Of what has arrived since the last call. */
  percentiles(): Percentiles;
  /** Rejects when reading failed, resolves when stopped. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export async function startRewardClock({ bus }: Pick<Stack, 'bus'>): Promise<RewardClock> {
  const sent = new Map<string, number | null>();
  const stopping = new AbortController();
  let durations = createDurations();
  const sequence = (await lastRewardFrame(bus, COMMUNITY))?.sequence ?? 0;
  const rewards = readRewards(bus, { community: COMMUNITY, from: sequence + 1, signal: stopping.signal });
  const ended = (async () => {
    for await (const { frame } of rewards) {
      const arrivedAt = performance.now();
      for (const event of frame.events) {
        const sentAt = event.kind === 'granted' ? sent.get(event.cause) : undefined;
        if (event.kind === 'granted') sent.delete(event.cause);
        if (sentAt) durations.add(arrivedAt - sentAt);
      }
    }
  })();
  // Whoever waits for something races with it; until then a failure must not end the process.
  ended.catch(() => {});
  return {
    say(activity, counts) {
      const sentAt = performance.now();
      sent.set(activity.message(), counts ? sentAt : null);
    },
    waiting: () => sent.size,
    percentiles() {
      const taken = durations.percentiles();
      durations = createDurations();
      return taken;
    },
    ended,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
