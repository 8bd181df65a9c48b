import { DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import { type Entry, factsStreamName, type LastRead } from '@synapse/contracts';
import { ASKED_FOR_MS } from './asked-for-ms.js';
import type { Bus } from './connect.js';
import { type BatchLimits, createEntryQueue } from './entry-queue.js';
import { replyToOf } from './publish.js';

export interface ReadOptions {
  community: string;
  /** Sequence of the last entry that was read before; 0 reads from the first. */
  after: number;
  /** When the broker stored that entry, if it is known: another one in its place is then found out. */
  loggedAt?: number | null;
  signal: AbortSignal;
  limits?: BatchLimits;
}

const DEFAULT_LIMITS: BatchLimits = { entries: 500, bytes: 512 * 1024 };

/** Asked of the server ahead of the queue: with full frames a few MiB, and enough to be busy with while it sends more. */
const AHEAD = 32;

/** The log does not go on with the entry that its reader needs next. */
export class LogHoleError extends Error {
  override name = 'LogHoleError';
}

/**
 * Reads whole entries in order, in batches of what has arrived meanwhile, until `signal` aborts.
 * @throws LogHoleError when an entry is missing, or another one is where the last was read: nothing may be skipped
 */
export async function* readLog(
  bus: Bus,
  { community, after, loggedAt = null, signal, limits = DEFAULT_LIMITS }: ReadOptions,
): AsyncGenerator<Entry[]> {
  const consumer = await bus.js.consumers.get(factsStreamName(community), {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after + 1,
  });
  const messages = await consumer.consume({ max_messages: AHEAD, expires: ASKED_FOR_MS });
  const queue = createEntryQueue(limits);
  const stop = () => {
    queue.end();
    void messages.close();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const check = (last: LastRead) => mustBeThere(bus, factsStreamName(community), last);
  const pump = fill(queue, messages, { sequence: after, loggedAt }, check).then(queue.end, queue.end);
  try {
    for (let batch = await queue.take(); batch.length > 0; batch = await queue.take()) yield batch;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await pump;
    await consumer.delete().catch(() => {});
  }
}

async function fill(
  queue: ReturnType<typeof createEntryQueue>,
  messages: AsyncIterable<JsMsg>,
  from: LastRead,
  check: (last: LastRead) => Promise<void>,
): Promise<void> {
  let last = from;
  let consumer: string | undefined;
  for await (const message of messages) {
    const expected = last.sequence + 1;
    if (message.seq !== expected) throw holeError(expected, message.seq);
    // The client makes a new one wherever the server lost it: the log may be an older one by then, filled up again.
    if (message.info.consumer !== consumer) await check(last);
    consumer = message.info.consumer;
    const entry = toEntry(message);
    last = entry;
    await queue.push(entry);
  }
}

/** The client tells times a little less exactly than the server. */
const SAME_WITHIN_MS = 1;

/** @throws LogHoleError when another entry is where the last one was read; one that is gone by age tells nothing */
async function mustBeThere(bus: Bus, stream: string, { sequence, loggedAt }: LastRead): Promise<void> {
  if (loggedAt === null) return;
  const stored = await bus.jsm.streams.getMessage(stream, { seq: sequence });
  if (!stored || Math.abs(stored.time.getTime() - loggedAt) <= SAME_WITHIN_MS) return;
  throw new LogHoleError(
    `entry ${sequence} is another one than was read: the log was set back and has been written to since.`,
  );
}

const toEntry = (message: JsMsg): Entry => {
  const traceparent = message.headers?.get('traceparent');
  const replyTo = replyToOf(message);
  return {
    subject: message.subject,
    sequence: message.seq,
    loggedAt: Math.floor(message.info.timestampNanos / 1_000_000),
    body: message.data,
    ...(traceparent && { traceparent }),
    ...(replyTo && { replyTo }),
  };
};

const holeError = (expected: number, found: number) =>
  new LogHoleError(
    found > expected
      ? `the entries ${expected} to ${found - 1} were purged or lost before they were read.`
      : `it goes on with entry ${found}, and up to ${expected - 1} they were read.`,
  );
