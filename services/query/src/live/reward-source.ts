import { type Bus, lastRewardFrame, readFramesFrom } from '@synapse/bus';
import type { RewardFrame } from '@synapse/contracts';

/** Where reward frames of one community are read, by their numbers: these go on whatever becomes of the stream. */
export interface RewardSource {
  /** Number of the newest frame; 0 when there is none. */
  last(): Promise<number>;
  /** Frames in order from this number on, until `signal` aborts; what the stream lacks is left out. */
  read(first: number, signal: AbortSignal): AsyncIterable<RewardFrame>;
}

export const rewardSource = (bus: Bus, community: string): RewardSource => ({
  last: async () => (await lastRewardFrame(bus, community))?.frame.frame ?? 0,
  read: (first, signal) => readFramesFrom(bus, { community, first, signal }),
});
