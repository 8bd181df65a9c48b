import { setTimeout as sleep } from 'node:timers/promises';
import { decodeRewardFrame, REWARDS_STREAM_NAME, type RewardFrame } from '@synapse/contracts';
import type { Bus } from './connect.js';
import { type ReceivedFrame, type RewardsFrom, readRewards } from './read-rewards.js';
import { lastRewardFrame } from './rewards.js';
import { framesInWords, RewardsLostError } from './rewards-lost.js';
import { isTransient } from './transient.js';

const LOOK_EVERY_MS = 5_000;
/** Frames that bring their reader nothing to do move its place once in so many. */
const NOTED_EVERY = 1_000;

/** How far somebody is in the reward frames of a community. */
export interface RewardsPlace {
  /** Where in the stream the last frame lay. */
  sequence: number;
  /** Its number; `null` when it is not known: then whichever frame comes next is taken. */
  frame: number | null;
}

export interface EveryFrameOptions {
  community: string;
  after: RewardsPlace;
  /** Whose command accepts a loss. */
  service: string;
  /** Keeps how far the reader is: now and then, and in the end. Whatever a frame brings to do is kept with a place of its own. */
  note: (place: RewardsPlace) => Promise<void>;
  signal: AbortSignal;
  /** Time between looks at whether the stream goes on elsewhere. */
  lookEveryMs?: number;
}

/**
 * Reads every reward frame after a place, in order and once, until `signal` aborts, whatever becomes of the stream: numbers of
 * frames go on where a stream that was made anew or restored counts its sequences from another one.
 * @throws RewardsLostError when a frame is missing
 */
export async function* readEveryFrame(bus: Bus, options: EveryFrameOptions): AsyncGenerator<ReceivedFrame> {
  const { after, note } = options;
  let done = after;
  let unnoted = 0;
  try {
    for await (const received of everyFrame(bus, options)) {
      yield received;
      done = { sequence: received.sequence, frame: received.frame.frame };
      unnoted += 1;
      if (unnoted < NOTED_EVERY) continue;
      await note(done);
      unnoted = 0;
    }
  } finally {
    // Should the stream be gone, nothing that was read may count as missing.
    if (unnoted > 0) await note(done).catch(() => {});
  }
}

async function* everyFrame(bus: Bus, options: EveryFrameOptions): AsyncGenerator<ReceivedFrame> {
  const { community, service, signal, lookEveryMs } = options;
  let place = options.after;
  let from = await whereToGoOn(bus, community, place);
  while (!signal.aborted) {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const isElsewhere = whenLeftBehind(bus, community, () => place.frame ?? 0, {
      signal: until,
      lookEveryMs,
    });
    // What keeps it from looking is met by whoever goes on.
    void isElsewhere.catch(() => {}).then(() => over.abort());
    let missing: string | null = null;
    try {
      for await (const received of readRewards(bus, { community, from, signal: until })) {
        const { sequence, frame } = received;
        if (place.frame !== null && frame.frame <= place.frame) continue;
        missing = missingBefore(frame, place);
        if (missing) break;
        place = { sequence, frame: frame.frame };
        yield received;
      }
    } finally {
      over.abort();
    }
    if (missing && from === 'start') {
      throw new RewardsLostError(
        `${service} has not read ${missing} of ${community}: the stream of reward frames lacks them.`,
        service,
      );
    }
    if (signal.aborted) return;
    // What seems to be missing may lie before the sequence from which it was read.
    from = missing ? 'start' : await whereToGoOn(bus, community, place);
  }
}

/**
 * The place behind the first frames that are missing after another place, for somebody who accepts it.
 * @returns the place, and the missing frames in words; `null` when none is missing
 */
export async function placeBehindLost(
  bus: Bus,
  community: string,
  after: RewardsPlace,
): Promise<{ place: RewardsPlace; missing: string } | null> {
  const last = await lastRewardFrame(bus, community);
  if (!last) return null;
  const { signal } = new AbortController();
  let place = after;
  for await (const { sequence, frame } of readRewards(bus, { community, from: 'start', signal })) {
    const missing = missingBefore(frame, place);
    if (missing && frame.lost_from !== undefined) return { place: { sequence, frame: frame.frame }, missing };
    if (missing) return { place: { sequence: sequence - 1, frame: frame.frame - 1 }, missing };
    if (place.frame === null || frame.frame > place.frame) place = { sequence, frame: frame.frame };
    if (sequence >= last.sequence) break;
  }
  return null;
}

/** What is missing between a place and what a frame tells, in words. */
function missingBefore({ frame, lost_from }: RewardFrame, place: RewardsPlace): string | null {
  if (place.frame === null) return null;
  const [first, last] = [place.frame + 1, lost_from === undefined ? frame - 1 : frame];
  return first <= last ? framesInWords(first, last) : null;
}

/** Behind the last frame, if it still lies where it lay; else the whole stream is looked through. */
async function whereToGoOn(
  bus: Bus,
  community: string,
  { sequence, frame }: RewardsPlace,
): Promise<RewardsFrom> {
  if (sequence === 0) return 'start';
  const stored = await bus.jsm.streams.getMessage(REWARDS_STREAM_NAME, { seq: sequence });
  if (!stored) return 'start';
  const found = decodeRewardFrame(stored.data);
  const isTheSame = found.community === community && (frame === null || found.frame === frame);
  return isTheSame ? sequence + 1 : 'start';
}

/**
 * Resolves when a reader has stood still over two looks although the stream has more for it, or when `signal` aborts.
 * @param standsAt number of the last frame that was read; `null` while it is not known, or the reader is at work on one
 * @throws when there is no stream
 */
export async function whenLeftBehind(
  bus: Bus,
  community: string,
  standsAt: () => number | null,
  { signal, lookEveryMs = LOOK_EVERY_MS }: { signal: AbortSignal; lookEveryMs?: number | undefined },
): Promise<void> {
  let stoodAt: number | null = null;
  while (!signal.aborted) {
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const at = standsAt();
    const isBehind = at !== null && (await newest(bus, community)) > at;
    if (isBehind && at === stoodAt) return;
    stoodAt = isBehind ? at : null;
  }
}

/** Number of the newest frame; 0 when there is none, or when it cannot be told now. */
const newest = (bus: Bus, community: string): Promise<number> =>
  lastRewardFrame(bus, community).then(
    (last) => last?.frame.frame ?? 0,
    (error: unknown) => {
      if (isTransient(error)) return 0;
      throw error;
    },
  );
