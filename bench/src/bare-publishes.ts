import { type Bus, ensureStream, factsStream } from '@synapse/bus';
import { discordSubject, type Entry, factLines, factsStreamName } from '@synapse/contracts';
import { entriesOf } from './oracle.js';
import type { Stack } from './stack.js';

/** Facts a second that the broker stores durably, and nothing else is done. */
export interface BarePublishes {
  /** One fact a message, 256 messages in flight. */
  single: number;
  /** The frames as they are, one in flight. */
  frames: number;
}

const IN_FLIGHT = 256;
const MOST_SINGLE = 5_000;
/** A log of its own, so that nobody reads along. */
export const SPARE = 'bench';

/** Publishes the entries of the log from one sequence to another again, into a stream of the same definition. */
export async function measureBarePublishes(
  stack: Stack,
  { from, to }: { from: number; to: number },
  rounds: number,
): Promise<BarePublishes[]> {
  const { bus } = stack;
  await ensureStream(bus, factsStream(SPARE));
  const bodies = (await entriesOf(stack, from, to)).map((entry: Entry) => entry.body);
  const lines = bodies.flatMap((body) => factLines(body) ?? []);
  const some = lines.slice(0, MOST_SINGLE);
  const measured: BarePublishes[] = [];
  for (let round = 0; round < rounds; round++) {
    const single = await publishAll(bus, some, IN_FLIGHT);
    const frames = await publishAll(bus, bodies, 1);
    measured.push({ single: (some.length / single) * 1_000, frames: (lines.length / frames) * 1_000 });
  }
  return measured;
}

/** @returns the milliseconds until all are acknowledged, which includes that they are on disk */
async function publishAll(bus: Bus, bodies: readonly Uint8Array[], inFlight: number): Promise<number> {
  const subject = discordSubject(SPARE);
  const before = await messagesIn(bus);
  const queue = bodies.values();
  const worker = async () => {
    for (const body of queue) await bus.js.publish(subject, body);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const took = performance.now() - start;
  const stored = (await messagesIn(bus)) - before;
  if (stored !== bodies.length) throw new Error(`${stored} messages are stored instead of ${bodies.length}.`);
  return took;
}

const messagesIn = async (bus: Bus) => (await bus.jsm.streams.info(factsStreamName(SPARE))).state.messages;
