import { randomBytes } from 'node:crypto';
import { sealedBytes } from './frame-record.js';
import type { Level } from './open-level.js';
import { spoolKeys, under } from './spool-keys.js';

/** What a shard resumes from: everything up to `sequence` is in the spool, effects and all. */
export interface SessionRecord {
  readonly session_id: string;
  readonly resume_url: string;
  readonly shard_count: number;
  readonly sequence: number;
  /** When the dispatch of that sequence came, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/** The frames of one community that wait: numbers from `head` up to, not including, `tail`. */
export interface FrameQueue {
  head: number;
  tail: number;
}

/** What the spool holds, as far as it is kept in memory. */
export interface SpoolContent {
  readonly id: string;
  readonly sessions: Map<number, SessionRecord>;
  readonly queues: Map<string, FrameQueue>;
  /**
   * Of each community the record of a frame that found none waiting, and its number: it is published without being read
   * back, and while it is still on its way to disk.
   */
  readonly heads: Map<string, { number: number; record: Buffer }>;
  /** Bytes of all waiting frames. */
  bytes: number;
}

/** Reads what an earlier process left behind. A new spool gets its id. */
export async function readContent(level: Level): Promise<SpoolContent> {
  const content: SpoolContent = {
    id: await spoolId(level),
    sessions: new Map(),
    queues: new Map(),
    heads: new Map(),
    bytes: 0,
  };
  for await (const [key, value] of level.iterator(under('session'))) {
    content.sessions.set(Number(lastPart(key)), fromJson<SessionRecord>(value));
  }
  for await (const [key, value] of level.iterator(under('next'))) {
    const tail = fromJson<number>(value);
    content.queues.set(lastPart(key), { head: tail, tail });
  }
  for await (const [key, value] of level.iterator(under('frame'))) {
    const [, community = '', number] = key.split('/');
    const queue = content.queues.get(community);
    if (queue) queue.head = Math.min(queue.head, Number(number));
    content.bytes += sealedBytes(value);
  }
  return content;
}

/** Every change of the picture that the spool holds, one by one. */
export async function* readPicture(level: Level): AsyncGenerator<{ key: string; value: unknown }> {
  for await (const [key, value] of level.iterator(under('picture'))) {
    yield { key: key.slice(spoolKeys.picture('').length), value: fromJson(value) };
  }
}

export const toJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8');
export const fromJson = <T>(value: Buffer): T => JSON.parse(value.toString('utf8')) as T;

async function spoolId(level: Level): Promise<string> {
  const known = await level.get(spoolKeys.id);
  if (known) return known.toString('utf8');
  const id = randomBytes(9).toString('base64url');
  await level.put(spoolKeys.id, Buffer.from(id, 'utf8'), { sync: true });
  return id;
}

const lastPart = (key: string) => key.slice(key.lastIndexOf('/') + 1);
