import { type Bus, lastRewardFrame, type ReceivedFrame, readRewards } from '@synapse/bus';

/** Where reward frames of one community are read. */
export interface RewardSource {
  /** Sequence of the newest frame; 0 when there is none. */
  last(): Promise<number>;
  /** Frames in order from this sequence on, until `signal` aborts. */
  read(from: number, signal: AbortSignal): AsyncIterable<ReceivedFrame>;
}

export const rewardSource = (bus: Bus, community: string): RewardSource => ({
  last: async () => (await lastRewardFrame(bus, community))?.sequence ?? 0,
  read: (from, signal) => readRewards(bus, { community, from, signal }),
});
