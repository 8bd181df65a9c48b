import { connectBus, type DeliveredFrame, inSpan, openRewards } from '@synapse/bus';
import { checkOptions } from './check-options.js';
import type { EventOf, Handler, SubscribeOptions, Subscription } from './options.js';
import { persist } from './persist.js';
import type { RewardEvent, RewardKind } from './reward-kinds.js';

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
  const { frames, waiting } = await openRewards(bus, {
    community,
    from,
    signal,
    ...(durable && { durable }),
  }).catch(async (error: unknown) => {
    await bus.close();
    throw error;
  });
  const ended = handleAll(frames, options, handler, signal).finally(() => bus.nc.drain());
  ended.catch(() => {});
  return {
    ended,
    waiting,
    async stop() {
      stopped.abort();
      await ended;
    },
  };
}

async function handleAll<K extends RewardKind>(
  frames: AsyncIterable<DeliveredFrame>,
  options: SubscribeOptions<K>,
  handler: Handler<K>,
  signal: AbortSignal,
): Promise<void> {
  for await (const delivered of frames) {
    if (signal.aborted) return;
    const isWhole = await handleFrame(delivered, options, handler, signal);
    if (isWhole) delivered.done();
    else delivered.again();
  }
  if (!signal.aborted) throw new Error('The stream of reward frames ended.');
}

/** @returns whether all of its events were handled; not so when the subscription ends in the middle */
async function handleFrame<K extends RewardKind>(
  { frame, sequence, traceparent, busy }: DeliveredFrame,
  { kinds, onError = warn }: SubscribeOptions<K>,
  handler: Handler<K>,
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = frame.events.filter(({ kind }) => !kinds || kinds.includes(kind as K)) as EventOf<K>[];
  const received = { community: frame.community, sequence, ...(traceparent && { traceparent }) };
  for (const event of wanted) {
    if (signal.aborted) return false;
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
