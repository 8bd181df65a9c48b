import type { MsgRequest } from '@nats-io/jetstream';
import { decodeRewardFrame, REWARDS_STREAM_NAME, type RewardFrame, rewardsSubject } from '@synapse/contracts';
import type { Bus } from './connect.js';
import { readRewards } from './read-rewards.js';
import { lastRewardFrame } from './rewards.js';

/** Reads reward frames from a number on, in order and once, until `signal` aborts: those that the stream holds. */
export async function* readFramesFrom(
  bus: Bus,
  { community, first, signal }: { community: string; first: number; signal: AbortSignal },
): AsyncGenerator<RewardFrame> {
  const from = await sequenceUpTo(bus, community, first);
  let next = first;
  for await (const { frame } of readRewards(bus, { community, from, signal })) {
    if (frame.frame < next) continue;
    next = frame.frame + 1;
    yield frame;
  }
}

/**
 * A sequence with no frame of the number or a later one before it, and not far from it. Each number takes a sequence, and so
 * do the frames of other communities: as many steps back as there are numbers may be too few.
 */
async function sequenceUpTo(bus: Bus, community: string, frame: number): Promise<number> {
  const last = await lastRewardFrame(bus, community);
  if (!last) return 1;
  for (let back = Math.max(1, last.frame.frame - frame + 1); back < last.sequence; back *= 2) {
    const found = await numberAt(bus, community, last.sequence - back);
    if (found === null || found < frame) return last.sequence - back;
  }
  return 1;
}

/** Number of the first frame at a sequence or behind it. */
async function numberAt(bus: Bus, community: string, sequence: number): Promise<number | null> {
  // The client's types know this form of the request for direct reads only; the server answers it here as well.
  const request = { seq: sequence, next_by_subj: rewardsSubject(community) } as unknown as MsgRequest;
  const message = await bus.jsm.streams.getMessage(REWARDS_STREAM_NAME, request);
  return message && decodeRewardFrame(message.data).frame;
}
