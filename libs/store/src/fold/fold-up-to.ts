import { readEntries } from '@synapse/contracts';
import type { Owner } from '../own.js';
import type { Position } from '../position.js';
import { type Committing, commitBatch } from './commit-batch.js';
import type { CondemnedCount } from './condemned-count.js';
import type { Fold } from './fold.js';

/** Judging what was judged before: what could not be applied then has a dead letter, however many there are. */
const UNCOUNTED: CondemnedCount = { passed: () => {}, add: () => {} };

type FoldUpTo<Next extends string> = Committing<Next> & Pick<Fold<Next>, 'log' | 'onCommitted' | 'signal'>;

/** Folds a log from `from` up to and with the entry `last`, which must be in it, as `foldLog` does. */
export async function foldUpTo<Next extends string>(
  fold: FoldUpTo<Next>,
  owner: Owner,
  from: Position<Next>,
  last: number,
): Promise<Position<Next>> {
  let position = from;
  if (position.sequence >= last) return position;
  for await (const entries of fold.log.read(position, fold.signal)) {
    const { read, waitsFor } = readEntries(entries.filter(({ sequence }) => sequence <= last));
    for await (const committed of commitBatch(fold, owner, position, read, UNCOUNTED)) {
      position = committed.position;
      await fold.onCommitted?.(position, { ...committed, lag: last - position.sequence });
    }
    if (waitsFor) throw waitsFor;
    if (position.sequence >= last) return position;
  }
  fold.signal.throwIfAborted();
  throw new Error(`The reader of the log of ${fold.community} ended at entry ${position.sequence}.`);
}
