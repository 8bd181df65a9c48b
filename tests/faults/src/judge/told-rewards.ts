import { readRewards } from '@synapse/bus';
import type { RewardEvent, RewardFrame } from '@synapse/contracts';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';

/** Every reward event that was told, in its order, with the number of its frame. */
export async function toldRewards(system: System): Promise<{ frame: number; event: RewardEvent }[]> {
  const frames = [...system.framesBefore, ...(await framesOnStream(system))];
  let last = 0;
  // What was restored is there twice.
  const each = frames.filter(({ frame }) => {
    const isNew = frame > last;
    last = Math.max(last, frame);
    return isNew;
  });
  return each.flatMap(({ frame, events }) => events.map((event) => ({ frame, event })));
}

/** What the stream holds, in its order. */
export async function framesOnStream(system: System): Promise<RewardFrame[]> {
  return system.withBus(async (bus) => {
    const { state } = await bus.jsm.streams.info('REWARDS');
    const found: RewardFrame[] = [];
    if (state.messages === 0) return found;
    const options = { community: COMMUNITY, from: 1, signal: new AbortController().signal } as const;
    for await (const { sequence, frame } of readRewards(bus, options)) {
      found.push(frame);
      if (sequence >= state.last_seq) break;
    }
    return found;
  });
}
