import type { ReadEntry } from '@synapse/contracts';
import { isPassingDatabaseError } from '../database-error.js';
import { layDeadLetters } from '../dead-letters.js';
import type { Owner } from '../own.js';
import { movePosition, type Position } from '../position.js';
import type { CondemnedCount } from './condemned-count.js';
import type { Fold } from './fold.js';
import { type Culprits, NOBODY, sortOut, WHOLE_ENTRY } from './sort-out.js';

export interface Committed<Next extends string> {
  position: Position<Next>;
  facts: number;
  deadLetters: number;
}

/** What of a fold is asked for to commit a batch of it. */
export type Committing<Next extends string> = Pick<
  Fold<Next>,
  'apply' | 'community' | 'deadLetters' | 'onFailed' | 'positions'
>;

/**
 * Commits a batch from a position on, and yields each commit. What fails twice for a reason of ours is cut smaller, down
 * to the one fact that is to blame: that one becomes a dead letter, its neighbours count.
 */
export async function* commitBatch<Next extends string>(
  fold: Committing<Next>,
  owner: Owner,
  position: Position<Next>,
  batch: readonly ReadEntry[],
  condemned: CondemnedCount,
): AsyncGenerator<Committed<Next>> {
  if (batch.length === 0) return;
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const committed = await commit(fold, owner, position, batch, NOBODY).catch((error: unknown) => {
      if (isPassingDatabaseError(error)) throw error;
      fold.onFailed?.(error);
      return null;
    });
    if (!committed) continue;
    condemned.passed(committed.facts);
    yield committed;
    return;
  }
  let from = position;
  for (const entry of batch) {
    const culprits = await culpritsOf(fold, owner, from, entry);
    condemned.add(culprits.size);
    const committed = await commit(fold, owner, from, [entry], culprits);
    from = committed.position;
    yield committed;
  }
}

async function commit<Next extends string>(
  { apply, community, deadLetters, positions }: Committing<Next>,
  owner: Owner,
  from: Position<Next>,
  batch: readonly ReadEntry[],
  culprits: Culprits,
): Promise<Committed<Next>> {
  const { steps, letters, facts } = sortOut(batch, culprits);
  const { sequence, loggedAt } = batch.at(-1)?.entry ?? from;
  const position = await owner.transaction(async (connection, queue) => {
    const log = { community, streamCreated: from.streamCreated };
    // Before the steps: an erasure among them removes letters as well.
    if (deadLetters) await layDeadLetters(connection, deadLetters, log, letters);
    const advance = await apply(connection, from, steps, queue);
    const to: Position<Next> = { ...from, ...advance, sequence, loggedAt };
    queue(movePosition(connection, positions, community, from, to));
    return to;
  });
  return { position, facts, deadLetters: letters.length };
}

/** The places of those facts of an entry, or of the entry itself, without which the rest of it can be applied. */
async function culpritsOf<Next extends string>(
  fold: Committing<Next>,
  owner: Owner,
  position: Position<Next>,
  { entry, content }: ReadEntry,
): Promise<Culprits> {
  const culprits = new Map<number, string>();
  if (content.kind === 'command') {
    const fault = await faultOf(fold, owner, position, { entry, content }, culprits);
    return fault ? culprits.set(WHOLE_ENTRY, fault) : culprits;
  }
  if (content.kind !== 'facts') return culprits;
  for (const { index } of content.lines) {
    const upToHere: ReadEntry = {
      entry,
      content: { kind: 'facts', lines: content.lines.slice(0, index + 1) },
    };
    const fault = await faultOf(fold, owner, position, upToHere, culprits);
    if (fault) culprits.set(index, fault);
  }
  return culprits;
}

/** Ends a transaction that was only a trial. */
class Tried extends Error {}

async function faultOf<Next extends string>(
  { apply }: Committing<Next>,
  owner: Owner,
  position: Position<Next>,
  entry: ReadEntry,
  culprits: Culprits,
): Promise<string | null> {
  try {
    return await owner.transaction(async (connection, queue) => {
      const queued: Promise<unknown>[] = [];
      await apply(connection, position, sortOut([entry], culprits).steps, (statement) => {
        queue(statement);
        queued.push(statement);
      });
      await Promise.all(queued);
      throw new Tried();
    });
  } catch (error) {
    if (error instanceof Tried) return null;
    if (isPassingDatabaseError(error)) throw error;
    return kindOf(error);
  }
}

/** The kind of an error without its message: that may quote what a member is called. */
function kindOf(error: unknown): string {
  const { name, code, constraint } = (error ?? {}) as { name?: string; code?: string; constraint?: string };
  return [name ?? 'Error', code, constraint].filter(Boolean).join(' ');
}
