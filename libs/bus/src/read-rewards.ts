import { AckPolicy, type Consumer, type ConsumerConfig, DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { decodeRewardFrame, REWARDS_STREAM_NAME, type RewardFrame, rewardsSubject } from '@synapse/contracts';
import { ASKED_FOR_MS } from './asked-for-ms.js';
import type { Bus } from './connect.js';
import { isConsumerMissing } from './transient.js';

/** Where reading begins: what comes from now on, the first frame there is, a sequence in the stream, or a moment. */
export type RewardsFrom = 'new' | 'start' | number | Date;

export interface RewardsOptions {
  community: string;
  from: RewardsFrom;
  /**
   * A name under which the server keeps how far this reader is: `from` counts the first time only, and a frame that was not
   * marked done is delivered again.
   */
  durable?: string;
  signal: AbortSignal;
}

export interface ReceivedFrame {
  sequence: number;
  frame: RewardFrame;
  traceparent?: string;
}

/** A frame in the hands of its reader. The calls matter to durable readers only. */
export interface DeliveredFrame extends ReceivedFrame {
  /** It need not come again. */
  done(): void;
  /** Its reader is still at it: it is not delivered again meanwhile. */
  busy(): void;
  /** Its reader gives it back: it is delivered again at once. */
  again(): void;
}

export interface RewardsReading {
  frames: AsyncGenerator<DeliveredFrame>;
  /** How many frames the server has for this reader beyond those delivered. */
  waiting(): Promise<number>;
}

/**
 * Unless its reader says that it is busy with it, the server delivers a frame again after this: what a reader had when it was
 * killed, the next one has within ten seconds.
 */
const ACK_WITHIN_MS = 8_000;

/** Begins to read reward frames in order, until `signal` aborts. Resolves once nothing that comes can be missed. */
export async function openRewards(bus: Bus, options: RewardsOptions): Promise<RewardsReading> {
  const { durable, signal } = options;
  const consumer = durable
    ? await durableConsumer(bus, durable, options)
    : await orderedConsumer(bus, options);
  const messages = await consumer.consume({
    max_messages: 64,
    expires: ASKED_FOR_MS,
    ...(durable && { abort_on_missing_resource: true }),
  });
  async function* frames(): AsyncGenerator<DeliveredFrame> {
    const stop = () => void messages.close();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const message of messages) yield delivered(message);
    } finally {
      signal.removeEventListener('abort', stop);
      await messages.close();
      if (!durable) await consumer.delete().catch(() => {});
    }
  }
  return { frames: frames(), waiting: async () => (await consumer.info()).num_pending };
}

/** Reads reward frames in order until `signal` aborts. */
export async function* readRewards(
  bus: Bus,
  options: Omit<RewardsOptions, 'durable'>,
): AsyncGenerator<ReceivedFrame> {
  yield* (await openRewards(bus, options)).frames;
}

const orderedConsumer = (bus: Bus, { community, from }: RewardsOptions): Promise<Consumer> =>
  bus.js.consumers.get(REWARDS_STREAM_NAME, { filter_subjects: [rewardsSubject(community)], ...start(from) });

/** Hands out one frame at a time: a later one never overtakes one that has to be delivered again. */
async function durableConsumer(
  bus: Bus,
  durable: string,
  { community, from }: RewardsOptions,
): Promise<Consumer> {
  const ack_wait = nanos(ACK_WITHIN_MS);
  try {
    const consumer = await bus.js.consumers.get(REWARDS_STREAM_NAME, durable);
    const { config } = await consumer.info(true);
    // An earlier build made it with another.
    if (config.ack_wait !== ack_wait)
      await bus.jsm.consumers.update(REWARDS_STREAM_NAME, durable, { ack_wait });
    return consumer;
  } catch (error) {
    if (!isConsumerMissing(error)) throw error;
    await bus.jsm.consumers.add(REWARDS_STREAM_NAME, {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      ack_wait,
      max_ack_pending: 1,
      filter_subject: rewardsSubject(community),
      ...start(from),
    });
    return bus.js.consumers.get(REWARDS_STREAM_NAME, durable);
  }
}

function start(
  from: RewardsFrom,
): Pick<ConsumerConfig, 'deliver_policy' | 'opt_start_seq' | 'opt_start_time'> {
  if (from === 'new') return { deliver_policy: DeliverPolicy.New };
  if (from === 'start') return { deliver_policy: DeliverPolicy.All };
  if (from instanceof Date)
    return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: from.toISOString() };
  return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: Math.max(1, from) };
}

function delivered(message: JsMsg): DeliveredFrame {
  const traceparent = message.headers?.get('traceparent');
  return {
    sequence: message.seq,
    frame: decodeRewardFrame(message.data),
    ...(traceparent && { traceparent }),
    done: () => message.ack(),
    busy: () => message.working(),
    again: () => message.nak(),
  };
}
