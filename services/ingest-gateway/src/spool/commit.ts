import { encodeFrame } from '@synapse/contracts';
import type { PictureChange } from '../picture/picture.js';
import { cutFrames } from './cut-frames.js';
import { seal } from './frame-record.js';
import { type SessionRecord, type SpoolContent, toJson } from './spool-content.js';
import { spoolKeys } from './spool-keys.js';

/** What belongs together: it becomes durable whole or not at all. */
export interface SpoolEntry {
  /** Encoded facts with their community, in order. */
  readonly facts?: readonly { readonly community: string; readonly line: string }[];
  readonly changes?: readonly PictureChange[];
  readonly session?: { readonly shard: number; readonly record: SessionRecord };
  readonly ruleSet?: { readonly community: string; readonly body: Uint8Array };
  /** The key of a frame that is in the log. Need not be durable: publishing it again does no harm. */
  readonly dropped?: string;
}

export type Operation = { type: 'put'; key: string; value: Buffer } | { type: 'del'; key: string };

/** One group commit: the operations of a batch, and what is true once they are on disk. */
export interface Commit {
  readonly operations: Operation[];
  /** Whether it has to reach the disk before it counts. */
  readonly sync: boolean;
  readonly sessions: Map<number, SessionRecord>;
  /** Of each community the first of its frames, and the number behind the last. */
  readonly frames: Map<string, { first: Buffer; tail: number }>;
  readonly bytes: number;
}

/** Groups entries into one commit; the facts of each community become its next frames. */
export function groupCommit(entries: readonly SpoolEntry[], { id, queues }: SpoolContent): Commit {
  const operations = new Map<string, Operation>();
  const sessions = new Map<number, SessionRecord>();
  const lines = new Map<string, string[]>();
  for (const { facts = [], changes = [], session, ruleSet, dropped } of entries) {
    for (const { community, line } of facts) {
      const own = lines.get(community);
      if (own) own.push(line);
      else lines.set(community, [line]);
    }
    for (const change of changes) add(operations, pictureOperation(change));
    if (session) sessions.set(session.shard, session.record);
    if (dropped) add(operations, { type: 'del', key: dropped });
    if (ruleSet) add(operations, put(spoolKeys.ruleSet(ruleSet.community), Buffer.from(ruleSet.body)));
  }
  for (const [shard, record] of sessions) add(operations, put(spoolKeys.session(shard), toJson(record)));
  const frames: Commit['frames'] = new Map();
  let bytes = 0;
  for (const [community, own] of lines) {
    let number = queues.get(community)?.tail ?? 1;
    const bodies: Buffer[] = [];
    for (const frame of cutFrames(own)) {
      const body = encodeFrame(`${id}:${number}`, frame);
      add(operations, put(spoolKeys.frame(community, number++), seal(body)));
      bytes += body.length;
      bodies.push(body);
    }
    add(operations, put(spoolKeys.next(community), toJson(number)));
    if (bodies[0]) frames.set(community, { first: bodies[0], tail: number });
  }
  const sync = entries.some((entry) => entry.dropped === undefined);
  return { operations: [...operations.values()], sync, sessions, frames, bytes };
}

/** The last operation on a key wins. */
function add(operations: Map<string, Operation>, operation: Operation): void {
  operations.set(operation.key, operation);
}

const put = (key: string, value: Buffer): Operation => ({ type: 'put', key, value });

function pictureOperation({ key, value }: PictureChange): Operation {
  const place = spoolKeys.picture(key);
  return value === null ? { type: 'del', key: place } : put(place, toJson(value));
}
