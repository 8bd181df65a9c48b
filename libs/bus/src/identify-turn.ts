import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KV, Kvm } from '@nats-io/kv';
import { IDENTIFY_BUCKET } from '@synapse/contracts';
import { connectBus } from './connect.js';
import { isWrongLastSequence } from './transient.js';

export interface IdentifyTurn {
  /** Of the NATS server. */
  url: string;
  /** Shown in the server's list of connections. */
  name: string;
  /** Whose limit it is: Discord counts by bot. It reaches the bus as a digest. */
  token: string;
  /** Shards of one group wait for each other: the shard's number modulo Discord's `max_concurrency`. */
  group: number;
  signal: AbortSignal;
  /** How long an identify keeps the others of its group waiting; Discord's five seconds and a little. */
  windowMs?: number;
}

/** Source: Discord's documentation, "Gateway", "Rate limiting": `max_concurrency` identifies in five seconds. */
const WINDOW_MS = 5_100;

/**
 * Waits until this process may send an IDENTIFY: all that log in as one bot share Discord's limit, and a key of the bus
 * remembers whose turn was last.
 * @throws when the bus cannot be used, or `signal` aborts
 */
export async function takeIdentifyTurn(turn: IdentifyTurn): Promise<void> {
  const { url, name, token, group, signal, windowMs = WINDOW_MS } = turn;
  const bus = await connectBus({ url, name });
  try {
    const bucket = await new Kvm(bus.js).create(IDENTIFY_BUCKET);
    const key = `${createHash('sha256').update(token).digest('hex').slice(0, 16)}.${group}`;
    while (!(await isTaken(bucket, key, windowMs, signal)));
  } finally {
    await bus.close();
  }
}

/** Takes the turn when it is free, and else waits as long as it is not. */
async function isTaken(bucket: KV, key: string, windowMs: number, signal: AbortSignal): Promise<boolean> {
  const last = await bucket.get(key);
  // The server's clock may differ from ours: nobody waits longer than a window for that.
  const waitMs = last ? Math.min(windowMs, last.created.getTime() + windowMs - Date.now()) : 0;
  if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  try {
    await (last ? bucket.update(key, '', last.revision) : bucket.create(key, ''));
    return true;
  } catch (error) {
    if (isWrongLastSequence(error)) return false;
    throw error;
  }
}
