import {
  decodeRewardFrame,
  encodeRewardFrame,
  REWARD_FRAME_VERSION,
  REWARDS_STREAM_NAME,
  type RewardFrame,
  rewardsSubject,
} from '@synapse/contracts';
import type { Bus } from './connect.js';
import { publishFrame } from './publish.js';
import type { ReceivedFrame } from './read-rewards.js';
import { framesInWords, RewardsLostError } from './rewards-lost.js';
import { isNobodyListening, isStreamMissing, isWrongLastSequence } from './transient.js';

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
 * @param published number of the last frame that certainly was published; 0 = none
 * @returns a function that publishes the next frame; frames that are already out are passed over
 * @throws RewardsLostError, as the function does, when the stream lacks frames that were published
 */
export async function createRelay(
  bus: Bus,
  community: string,
  published = 0,
): Promise<(next: OutgoingFrame) => Promise<void>> {
  let last = await lastPlace(bus, community, published);
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
      if (!isWrongLastSequence(error) && !isNobodyListening(error)) throw error;
      const before = last;
      last = await lastPlace(bus, community, last.frame);
      if (last.sequence === before.sequence) throw error;
      await relay({ frame, body, traceparent });
    }
  };
}

/**
 * Lets a frame without events stand for all up to it that the stream lacks, so that its numbers go on.
 * @param published number of the last frame that was published, and how far in the log the engine is
 * @returns the frames that are gone, in words; `null` when the stream lacks none
 */
export async function standInForLost(
  bus: Bus,
  community: string,
  { published, log }: { published: number; log: RewardFrame['log'] },
): Promise<string | null> {
  try {
    await lastPlace(bus, community, published);
    return null;
  } catch (error) {
    if (!(error instanceof RewardsLostError)) throw error;
  }
  const last = await lastRewardFrame(bus, community);
  const first = (last?.frame.frame ?? 0) + 1;
  const head = { v: REWARD_FRAME_VERSION, community, frame: published, log, lost_from: first };
  await publishFrame(bus, {
    subject: rewardsSubject(community),
    id: `${community}:lost:${last?.sequence ?? 0}:${published}`,
    body: encodeRewardFrame({ ...head, events: [] }),
    lastSequence: last?.sequence ?? 0,
  });
  return framesInWords(first, published);
}

interface Place {
  frame: number;
  sequence: number;
}

/** Number and sequence of the last frame; zeros when there is none. @throws RewardsLostError when it was another one */
async function lastPlace(bus: Bus, community: string, published: number): Promise<Place> {
  const last = await lastRewardFrame(bus, community).catch((error: unknown) => {
    if (!isStreamMissing(error)) throw error;
    throw lost(`the stream ${REWARDS_STREAM_NAME} does not exist.`);
  });
  const place = { frame: last?.frame.frame ?? 0, sequence: last?.sequence ?? 0 };
  if (place.frame >= published) return place;
  // Emptied by age or by a purge, a stream goes on counting: only one that was made anew has never held a frame.
  const isEmptied = !last && (await bus.jsm.streams.info(REWARDS_STREAM_NAME)).state.last_seq > 0;
  if (isEmptied) return { frame: published, sequence: 0 };
  throw lost(
    `${framesInWords(place.frame + 1, published)} of ${community} were published and are not on the stream ${REWARDS_STREAM_NAME}: it was made anew, or restored to an earlier moment.`,
  );
}

const lost = (what: string) =>
  new RewardsLostError(`The reward-engine cannot go on publishing: ${what}`, 'reward-engine');
