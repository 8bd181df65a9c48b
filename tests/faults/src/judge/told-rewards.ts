import { readRewards } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';

/** Every reward event on the stream in its order, with the sequence of its frame. */
export async function toldRewards(system: System): Promise<{ sequence: number; event: RewardEvent }[]> {
  return system.withBus(async (bus) => {
    const { state } = await bus.jsm.streams.info('REWARDS');
    const told: { sequence: number; event: RewardEvent }[] = [];
    if (state.messages === 0) return told;
    const options = { community: COMMUNITY, from: 1, signal: new AbortController().signal } as const;
    for await (const { sequence, frame } of readRewards(bus, options)) {
      told.push(...frame.events.map((event) => ({ sequence, event })));
      if (sequence >= state.last_seq) break;
    }
    return told;
  });
}
