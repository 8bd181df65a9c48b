import { type JetStreamManager, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import { COPY_SUBJECT, REWARDS_STREAM_NAME, SUBSCRIBERS_API, SYNAPSE_API } from '@synapse/contracts';
import type { Bus } from './connect.js';
import { ensureStream, rewardsStream, type StreamDefinition, type StreamLimits } from './streams.js';
import { isNobodyListening, isStreamMissing } from './transient.js';

/** The reward frames in the account of other teams, under the same name and with the same sequences. */
export function subscribersCopy(limits: StreamLimits = {}): StreamDefinition {
  const { subjects: _, duplicate_window: __, ...same } = rewardsStream(limits);
  const external = { api: SYNAPSE_API, deliver: COPY_SUBJECT };
  return { ...same, mirror: { name: REWARDS_STREAM_NAME, external } };
}

/**
 * Makes the copy where it is missing, and anew where it is one of another stream than the one there is.
 * @returns false when the server has no accounts: other teams then read the stream itself
 * @throws StreamDiffersError naming each difference and what to do
 */
export async function ensureSubscribersCopy(bus: Bus, limits: StreamLimits = {}): Promise<boolean> {
  const jsm = await jetstreamManager(bus.nc, { apiPrefix: SUBSCRIBERS_API, checkAPI: false });
  try {
    // In this order: the copy cannot have been ahead of what the original is now.
    const copy = await found(jsm);
    const original = await bus.jsm.streams.info(REWARDS_STREAM_NAME);
    if (copy && isOfAnother(copy, original)) await jsm.streams.delete(REWARDS_STREAM_NAME);
    await ensureStream({ jsm }, subscribersCopy(limits));
    return true;
  } catch (error) {
    if (isNobodyListening(error)) return false;
    throw error;
  }
}

const found = (jsm: JetStreamManager): Promise<StreamInfo | null> =>
  jsm.streams.info(REWARDS_STREAM_NAME).catch((error: unknown) => {
    if (isStreamMissing(error)) return null;
    throw error;
  });

/** A younger original, or one that was restored to an earlier moment: what is next would be taken for what was before. */
const isOfAnother = (copy: StreamInfo, original: StreamInfo): boolean =>
  copy.created < original.created || copy.state.last_seq > original.state.last_seq || isTorn(copy);

/** A server that met a shorter original sets the copy's end back, keeps what lies behind it, and copies nothing more. */
const isTorn = ({ state }: StreamInfo): boolean => state.messages > state.last_seq - state.first_seq + 1;
