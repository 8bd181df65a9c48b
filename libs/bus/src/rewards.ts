import { decodeRewardFrame, REWARDS_STREAM_NAME, rewardsSubject } from '@synapse/contracts';
import type { Bus } from './connect.js';
import { publishFrame } from './publish.js';
import type { ReceivedFrame } from './read-rewards.js';
import { isWrongLastSequence } from './transient.js';

/** The last reward frame on a community's subject, and its sequence in the stream; `null` when there is none. */
export async function lastRewardFrame(bus: Bus, community: string): Promise<ReceivedFrame | null> {
  const message = await bus.jsm.streams.getMessage(REWARDS_STREAM_NAME, {
    last_by_subj: rewardsSubject(community),
  });
  return message ? { sequence: message.seq, frame: decodeRewardFrame(message.data) } : null;
}

export interface OutgoingFrame {
  frame: number;
  body: Uint8Array;
  traceparent: string | null;
}

/**
 * Publishes reward frames in order, each exactly once, however late a retry comes: every publish names the sequence it
 * expects to follow, and after a refusal the stream itself says what it already has.
 * @returns a function that publishes the next frame; frames that are already out are passed over
 */
export async function createRelay(
  bus: Bus,
  community: string,
): Promise<(next: OutgoingFrame) => Promise<void>> {
  let last = await lastPlace(bus, community);
  return async function relay({ frame, body, traceparent }) {
    if (frame <= last.frame) return;
    try {
      const { sequence } = await publishFrame(bus, {
        subject: rewardsSubject(community),
        id: `${community}:${frame}`,
        body,
        traceparent: traceparent ?? undefined,
        lastSequence: last.sequence,
      });
      last = { frame, sequence };
    } catch (error) {
      if (!isWrongLastSequence(error)) throw error;
      const before = last;
      last = await lastPlace(bus, community);
      if (last.sequence === before.sequence) throw error;
      await relay({ frame, body, traceparent });
    }
  };
}

/** Number and sequence of the last frame; zeros when there is none. */
async function lastPlace(bus: Bus, community: string): Promise<{ frame: number; sequence: number }> {
  const last = await lastRewardFrame(bus, community);
  return { frame: last?.frame.frame ?? 0, sequence: last?.sequence ?? 0 };
}
