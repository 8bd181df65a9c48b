import { EventEmitter, once } from 'node:events';
import type { Logger } from '@synapse/runtime';
import { type Commit, groupCommit, type SpoolEntry } from './commit.js';
import { durableWriter } from './durable-writer.js';
import { bodyOf, CorruptFrameError, isWhole, markOf } from './frame-record.js';
import { groupWriter } from './group-writer.js';
import { openLevel } from './open-level.js';
import {
  type FrameQueue,
  readContent,
  readPicture,
  type SessionRecord,
  type SpoolContent,
} from './spool-content.js';
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
  /**
   * The oldest waiting frame of a community; waits until there is one. It may still be on its way to disk: should this
   * process end before it is there, Discord sends its dispatches again, and they become a frame with another id.
   * @throws CorruptFrameError
   */
  head(community: string, signal: AbortSignal): Promise<WaitingFrame>;
  /** Drops the oldest frame of a community, which is in the log, as soon as it is on disk. */
  drop(community: string, frame: WaitingFrame, signal: AbortSignal): Promise<void>;
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
    const written = disk.write(commit);
    if (commit.isSentAgain && commit.frames.size > 0) {
      // The broker's disk and this one work at the same time.
      showHeads(commit, content);
      changes.emit('change');
    }
    if (!(await written)) return;
    settle(commit, content);
    changes.emit('change');
  });
  const changed = async (signal: AbortSignal) => {
    await once(changes, 'change', { signal });
  };
  const waiting = (number: number, record: Buffer): WaitingFrame => ({
    number,
    id: `${content.id}:${number}:${markOf(record)}`,
    body: bodyOf(record),
  });
  const readHead = async (community: string, number: number) => {
    const key = spoolKeys.frame(community, number);
    const record = await level.get(key);
    if (!record || !isWhole(record)) throw new CorruptFrameError(options.folder, key);
    return waiting(number, record);
  };
  // Says at once that there is none: whoever then waits for a change must not miss one.
  const headOf = (community: string): WaitingFrame | Promise<WaitingFrame> | null => {
    const atHand = content.heads.get(community);
    if (atHand) return waiting(atHand.number, atHand.record);
    const queue = content.queues.get(community);
    return queue && !isEmpty(queue) ? readHead(community, queue.head) : null;
  };

  return {
    append: (entry) => writer.add(entry),
    session: (shard) => content.sessions.get(shard) ?? null,
    sessions: () => content.sessions,
    ruleSet: async (community) => (await level.get(spoolKeys.ruleSet(community))) ?? null,
    picture: () => readPicture(level),
    async head(community, signal) {
      for (;;) {
        const frame = disk.isFailing() ? null : headOf(community);
        if (frame !== null) return frame;
        await changed(signal);
      }
    },
    async drop(community, frame, signal) {
      const onDisk = () => content.queues.get(community)?.tail ?? 1;
      while (onDisk() <= frame.number) await changed(signal);
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

/** Puts the frames of a commit at hand that none waits before. */
function showHeads({ frames }: Commit, { queues, heads }: SpoolContent): void {
  for (const [community, { first, number }] of frames) {
    const queue = queues.get(community);
    if (!queue || isEmpty(queue)) heads.set(community, { number, record: first });
  }
}

function settle(commit: Commit, content: SpoolContent): void {
  for (const [shard, record] of commit.sessions) content.sessions.set(shard, record);
  showHeads(commit, content);
  for (const [community, { tail }] of commit.frames) {
    const head = content.queues.get(community)?.head ?? 1;
    content.queues.set(community, { head, tail });
  }
  content.bytes += commit.bytes;
}

const isEmpty = ({ head, tail }: FrameQueue) => head === tail;

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
