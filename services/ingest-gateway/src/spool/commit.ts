import { encodeFrame } from '@synapse/contracts';
import type { PictureChange } from '../picture/picture.js';
import { cutFrames } from './cut-frames.js';
import { seal, sealedBytes } from './frame-record.js';
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
  /** Of each community the record of the first of its frames, its number, and the number behind the last. */
  readonly frames: Map<string, { first: Buffer; number: number; tail: number }>;
  /** Whether its facts would come again, were it never written. */
  readonly isSentAgain: boolean;
  readonly bytes: number;
}

/** Groups entries into one commit; the facts of each community become its next frames. */
export function groupCommit(entries: readonly SpoolEntry[], content: SpoolContent): Commit {
  const { id, queues } = content;
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
    const number = queues.get(community)?.tail ?? 1;
    const records = cutFrames(own).map((frame, index) => seal(encodeFrame(`${id}:${number + index}`, frame)));
    for (const [index, record] of records.entries()) {
      add(operations, put(spoolKeys.frame(community, number + index), record));
      bytes += sealedBytes(record);
    }
    const tail = number + records.length;
    add(operations, put(spoolKeys.next(community), toJson(tail)));
    if (records[0]) frames.set(community, { first: records[0], number, tail });
  }
  const sync = entries.some((entry) => entry.dropped === undefined);
  const isSentAgain = entries.every((entry) => comesAgain(entry, content));
  return { operations: [...operations.values()], sync, sessions, frames, isSentAgain, bytes };
}

/**
 * Whether Discord, asked to go on from what is on disk, would bring the same facts again: dispatches of the session there,
 * seen with the picture there. The clock brings nothing again, and READY begins another session each time.
 */
function comesAgain({ facts = [], changes = [], session, dropped }: SpoolEntry, { sessions }: SpoolContent) {
  if (dropped !== undefined) return true;
  if (session === undefined) return facts.length === 0 && changes.length === 0;
  return changes.length === 0 && sessions.get(session.shard)?.session_id === session.record.session_id;
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
