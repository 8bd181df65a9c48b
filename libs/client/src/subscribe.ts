import {
  type Bus,
  connectBus,
  type DeliveredFrame,
  inSpan,
  isGone,
  lastRewardFrame,
  openRewards,
  whenLeftBehind,
} from '@synapse/bus';
import { checkOptions } from './check-options.js';
import type { EventOf, Handler, SubscribeOptions, Subscription } from './options.js';
import { persist } from './persist.js';
import type { RewardEvent, RewardKind } from './reward-kinds.js';

/** The stream of reward frames, or the place in it that the server kept, is not what the subscription was made to. */
export class SubscriptionLostError extends Error {
  override name = 'SubscriptionLostError';
  readonly hint =
    'Subscribe again: no reward frames are published before the operator lets them. Those that are gone stay missing.';
}

/**
 * Calls `handler` with each reward event, in order and one at a time, at least once: what it was busy with when the process
 * died comes again. Resolves when nothing that happens from then on is missed.
 * @throws TypeError for options that make no sense; BusUnreachableError
 */
export async function subscribe<K extends RewardKind = RewardKind>(
  options: SubscribeOptions<K>,
  handler: Handler<K>,
): Promise<Subscription> {
  checkOptions(options);
  const { url, community = 'main', from = 'new', durable } = options;
  const stopped = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stopped.signal]) : stopped.signal;
  const bus = await connectBus({ url, name: durable ?? 'synapse-client' });
  const lost = new AbortController();
  const open = async () => {
    // Before it is opened: what comes meanwhile is read twice rather than never.
    const last = await lastRewardFrame(bus, community);
    const either = AbortSignal.any([signal, lost.signal]);
    const reading = await openRewards(bus, { community, from, signal: either, ...(durable && { durable }) });
    return { reading, begin: from === 'new' ? (last?.frame.frame ?? 0) : null };
  };
  const { reading, begin } = await open().catch(async (error: unknown) => {
    await bus.close();
    throw error;
  });
  const place = { frame: begin };
  // The server tells those whose place it keeps.
  if (!durable) watch(bus, community, () => place.frame, { signal, lost });
  const handle = async () => {
    try {
      await handleAll(reading.frames, options, handler, { signal, lost: lost.signal, place });
    } finally {
      lost.abort();
      await leave(bus);
    }
  };
  const ended = handle();
  ended.catch(() => {});
  return {
    ended,
    waiting: reading.waiting,
    async stop() {
      stopped.abort();
      await ended;
    },
  };
}

/** Ends a connection: behind what was acknowledged, if the server is there, and at once if it is away. */
async function leave({ nc, close }: Bus): Promise<void> {
  // Answered behind all that was sent before; `drain` would wait for a server that is away, and then fail.
  await nc.rtt().catch(() => {});
  await close();
}

/** A server that has another stream of that name than before lets a reader wait for a sequence that is far away. */
function watch(
  bus: Bus,
  community: string,
  standsAt: () => number | null,
  { signal, lost }: { signal: AbortSignal; lost: AbortController },
): void {
  const end = () => lost.abort();
  whenLeftBehind(bus, community, standsAt, { signal: AbortSignal.any([signal, lost.signal]) }).then(end, end);
}

interface Course {
  signal: AbortSignal;
  /** Aborts when the stream is another one. */
  lost: AbortSignal;
  /** Number of the last frame that was handled; `null` while one is. */
  place: { frame: number | null };
}

async function handleAll<K extends RewardKind>(
  frames: AsyncIterable<DeliveredFrame>,
  options: SubscribeOptions<K>,
  handler: Handler<K>,
  { signal, lost, place }: Course,
): Promise<void> {
  try {
    for await (const delivered of frames) {
      if (signal.aborted) return;
      place.frame = null;
      const isWhole = await handleFrame(delivered, options, handler, signal);
      if (isWhole) delivered.done();
      else delivered.again();
      place.frame = delivered.frame.frame;
    }
  } catch (error) {
    if (!isGone(error)) throw error;
    throw new SubscriptionLostError('The stream of reward frames, or the place in it, is gone.', {
      cause: error,
    });
  }
  if (signal.aborted) return;
  throw lost.aborted
    ? new SubscriptionLostError(
        'The stream of reward frames was made anew, or restored to an earlier moment.',
      )
    : new Error('The stream of reward frames ended.');
}

/** @returns whether all of its events were handled; not so when the subscription ends in the middle */
async function handleFrame<K extends RewardKind>(
  { frame, sequence, traceparent, busy }: DeliveredFrame,
  { kinds, onError = warn }: SubscribeOptions<K>,
  handler: Handler<K>,
  signal: AbortSignal,
): Promise<boolean> {
  const { community, events, frame: number } = frame;
  const about = { community, sequence, frame: number, ...(traceparent && { traceparent }) };
  for (const [index, each] of events.entries()) {
    if (kinds && !kinds.includes(each.kind as K)) continue;
    if (signal.aborted) return false;
    const [event, received] = [each as EventOf<K>, { ...about, index }];
    const attempt = () => inSpan(`handle ${event.kind}`, traceparent, async () => handler(event, received));
    const isDone = await persist(attempt, {
      signal,
      stillBusy: busy,
      onError: (error, count) => onError(error, event, count),
    });
    if (!isDone) return false;
  }
  return true;
}

function warn(error: unknown, { id, kind }: RewardEvent, attempt: number): void {
  const why = error instanceof Error ? error.message : String(error);
  process.emitWarning(`The handler failed on ${kind} ${id} (attempt ${attempt}; it is tried again): ${why}`);
}
