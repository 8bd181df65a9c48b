import { EventEmitter, once } from 'node:events';
import type { Logger } from '@synapse/runtime';
import { type Commit, groupCommit, type SpoolEntry } from './commit.js';
import { durableWriter } from './durable-writer.js';
import { CorruptFrameError, unseal } from './frame-record.js';
import { groupWriter } from './group-writer.js';
import { openLevel } from './open-level.js';
import { readContent, readPicture, type SessionRecord, type SpoolContent } from './spool-content.js';
import { spoolKeys } from './spool-keys.js';

export interface SpoolOptions {
  folder: string;
  /** Quota of the frames that wait to be published. */
  maxBytes: number;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Called when the spool was lost to another process and this one must end. */
  onLost: (error: unknown) => void;
}

/** `full` holds until half of the quota is free again; `failing` until the disk takes writes again. */
export type SpoolState = 'open' | 'full' | 'failing';

export interface WaitingFrame {
  readonly number: number;
  readonly id: string;
  readonly body: Buffer;
}

/** The gateway's memory on disk: frames that wait, what each shard resumes from, the picture, the last rule set. */
export interface Spool {
  /** Takes an entry in; it is durable together with all else that queues until the disk is free. */
  append(entry: SpoolEntry): void;
  /** The durable session of a shard, never one that is still on its way to disk. */
  session(shard: number): SessionRecord | null;
  sessions(): ReadonlyMap<number, SessionRecord>;
  ruleSet(community: string): Promise<Uint8Array | null>;
  picture(): AsyncGenerator<{ key: string; value: unknown }>;
  /** The oldest waiting frame of a community; waits until there is one. @throws CorruptFrameError */
  head(community: string, signal: AbortSignal): Promise<WaitingFrame>;
  /** Drops the oldest frame of a community once it is in the log. */
  drop(community: string, frame: WaitingFrame): void;
  state(): SpoolState;
  pending(): { frames: number; bytes: number };
  /** Resolves when everything appended so far is durable; never while the disk fails. */
  flushed(): Promise<void>;
  /** Resolves after the next commit, drop, failure or recovery. */
  changed(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the spool; until it is closed no other process can.
 * @throws OperatorError when another process has it, or when the folder cannot be used
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const level = await openLevel(options.folder);
  const content = await readContent(level);
  const changes = new EventEmitter().setMaxListeners(0);
  const quota = quotaOf(options.maxBytes, content);
  const disk = durableWriter(level, options, () => changes.emit('change'));
  const writer = groupWriter<SpoolEntry>(async (entries) => {
    const commit = groupCommit(entries, content);
    if (!(await disk.write(commit))) return;
    settle(commit, content);
    changes.emit('change');
  });
  const changed = async (signal: AbortSignal) => {
    await once(changes, 'change', { signal });
  };
  const bodyOfHead = async (community: string) => {
    const queue = content.queues.get(community);
    if (!queue || queue.head === queue.tail) return null;
    const atHand = content.heads.get(community);
    if (atHand) return atHand;
    const key = spoolKeys.frame(community, queue.head);
    const record = await level.get(key);
    const body = record && unseal(record);
    if (!body) throw new CorruptFrameError(options.folder, key);
    return body;
  };

  return {
    append: (entry) => writer.add(entry),
    session: (shard) => content.sessions.get(shard) ?? null,
    sessions: () => content.sessions,
    ruleSet: async (community) => (await level.get(spoolKeys.ruleSet(community))) ?? null,
    picture: () => readPicture(level),
    async head(community, signal) {
      for (;;) {
        const number = content.queues.get(community)?.head;
        const body = disk.isFailing() ? null : await bodyOfHead(community);
        if (body && number !== undefined) return { number, id: `${content.id}:${number}`, body };
        await changed(signal);
      }
    },
    drop(community, frame) {
      const queue = content.queues.get(community);
      if (queue?.head !== frame.number) throw new Error(`Frame ${frame.id} is not the oldest that waits.`);
      writer.addLater({ dropped: spoolKeys.frame(community, queue.head++) });
      content.heads.delete(community);
      content.bytes -= frame.body.length;
      changes.emit('change');
    },
    state: () => (disk.isFailing() ? 'failing' : quota.isFull() ? 'full' : 'open'),
    pending: () => ({ frames: waitingFrames(content), bytes: content.bytes }),
    flushed: () => writer.idle(),
    changed,
    async close() {
      disk.giveUp();
      await writer.idle();
      await level.close();
    },
  };
}

function settle({ sessions, frames, bytes }: Commit, content: SpoolContent): void {
  for (const [shard, record] of sessions) content.sessions.set(shard, record);
  for (const [community, { first, tail }] of frames) {
    const queue = content.queues.get(community) ?? { head: 1, tail: 1 };
    if (queue.head === queue.tail) content.heads.set(community, first);
    content.queues.set(community, { head: queue.head, tail });
  }
  content.bytes += bytes;
}

const waitingFrames = ({ queues }: SpoolContent) =>
  [...queues.values()].reduce((sum, { head, tail }) => sum + tail - head, 0);

/** Full at the quota, and from then on until half of it is free: so the socket is not opened for a handful of facts. */
function quotaOf(maxBytes: number, content: SpoolContent): { isFull: () => boolean } {
  let isFull = false;
  return {
    isFull() {
      isFull = content.bytes >= (isFull ? maxBytes / 2 : maxBytes);
      return isFull;
    },
  };
}
