import { type Entry, type ReadEntry, readEntry } from '@synapse/contracts';
import { isPassingDatabaseError } from '../database-error.js';
import type { Owner } from '../own.js';
import type { Connection } from '../pool.js';
import { movePosition, type Position } from '../position.js';
import { sendTransaction } from '../send-transaction.js';
import { type Committed, commitBatch } from './commit-batch.js';
import type { CondemnedCount } from './condemned-count.js';
import type { Fold, Foreseen, Step } from './fold.js';
import { NOBODY, sortOut } from './sort-out.js';

/** Batches that may be on their way to the database: while it writes one, the next is worked out and sent. */
const MOST_UNDER_WAY = 2;

/** A batch that was worked out ahead and sent. */
interface Sent<Next extends string> {
  /** They are read once more if it is refused: what they say takes several times the room. */
  entries: readonly Entry[];
  /** What is committed if the database takes it. */
  committed: Committed<Next>;
  answered: Promise<void>;
  /** How many were refused before it was worked out. */
  refusals: number;
}

/** Writes the batches of a log in their order, each behind the one before and without waiting for it. */
export interface Pipeline {
  /** Resolves when the batch is on its way. @throws what ended the pipeline */
  take(batch: readonly ReadEntry[]): Promise<void>;
  /** Resolves when everything taken is committed. @throws what ended the pipeline */
  idle(): Promise<void>;
}

export interface PipelineOptions<Next extends string> {
  owner: Owner;
  /** What `foresee` sees the tables by. */
  reader: Connection | null;
  condemned: CondemnedCount;
  onCommitted(committed: Committed<Next>): Promise<void> | void;
  /** Told what ended the pipeline, for nobody may be waiting for it. */
  onEnded(error: unknown): void;
}

export function createPipeline<Next extends string>(
  fold: Fold<Next>,
  from: Position<Next>,
  { owner, reader, condemned, onCommitted, onEnded }: PipelineOptions<Next>,
): Pipeline {
  let committedTo = from;
  /** Behind everything sent: the next batch begins there. */
  let head = from;
  let refusals = 0;
  /** The refusals that `head` knows of. */
  let refusalsSeen = 0;
  let settled: Promise<void> = Promise.resolve();
  let foreseeing: Promise<unknown> = Promise.resolve();
  const underWay: Promise<void>[] = [];

  async function commit(committed: Committed<Next>): Promise<void> {
    committedTo = committed.position;
    await onCommitted(committed);
  }

  async function apply(batch: readonly ReadEntry[]): Promise<void> {
    for await (const committed of commitBatch(fold, owner, committedTo, batch, condemned)) {
      await commit(committed);
    }
  }

  async function idle(): Promise<void> {
    await settled;
    head = committedTo;
    refusalsSeen = refusals;
  }

  /** @returns null when the batch has to be applied */
  async function send(batch: readonly ReadEntry[]): Promise<Sent<Next> | null> {
    const start = head;
    const { steps, letters, facts } = sortOut(batch, NOBODY);
    const working = letters.length > 0 ? Promise.resolve(null) : foresee(fold, reader, start, steps);
    foreseeing = working.catch(() => {});
    const foreseen = await working;
    const last = batch.at(-1);
    if (!foreseen || !last) return null;
    const { ruleSetVersion, next, write } = foreseen;
    const { sequence, loggedAt } = last.entry;
    const position = { ...start, ruleSetVersion, next, sequence, loggedAt };
    const known = refusalsSeen;
    const answered = owner.send(async (connection) => {
      // It rests on what was refused meanwhile.
      if (refusals !== known) throw new Error('Not sent.');
      await sendTransaction(connection, (transaction, queue) => {
        queue(movePosition(transaction, fold.positions, fold.community, start, position));
        write(transaction, queue);
      });
    });
    head = position;
    const entries = batch.map(({ entry }) => entry);
    return { entries, committed: { position, facts, deadLetters: 0 }, answered, refusals: known };
  }

  /** What was sent behind a batch that the database refused is refused as well; each is applied in its turn. */
  async function settle({ entries, committed, answered, refusals: known }: Sent<Next>): Promise<void> {
    try {
      await answered;
    } catch (error) {
      if (refusals === known) {
        if (isPassingDatabaseError(error)) throw error;
        refusals += 1;
        // What it works out now rests on what was refused: it must not be remembered behind what comes instead.
        await foreseeing;
        fold.onRefused?.();
      }
      return apply(entries.map(readEntry));
    }
    condemned.passed(committed.facts);
    await commit(committed);
  }

  return {
    idle,
    async take(batch) {
      while (underWay.length >= MOST_UNDER_WAY) await underWay[0];
      if (refusals !== refusalsSeen) await idle();
      const sent = await send(batch);
      if (!sent) {
        await idle();
        await apply(batch);
        return idle();
      }
      sent.answered.catch(() => {});
      settled = settled.then(() => settle(sent));
      underWay.push(settled);
      settled.then(() => underWay.shift(), onEnded);
    },
  };
}

async function foresee<Next extends string>(
  fold: Fold<Next>,
  reader: Connection | null,
  position: Position<Next>,
  steps: readonly Step[],
): Promise<Foreseen<Next> | null> {
  try {
    return (reader && (await fold.foresee?.(reader, position, steps))) ?? null;
  } catch (error) {
    if (isPassingDatabaseError(error)) throw error;
    fold.onFailed?.(error);
    return null;
  }
}
