import type { Command, Entry, Fact, LogSource, RuleSet } from '@synapse/contracts';
import type { DeadLetterTable } from '../dead-letters.js';
import type { Owner, Queue } from '../own.js';
import type { Connection, DatabaseOptions } from '../pool.js';
import type { Position, PositionTable } from '../position.js';

/** What one entry brings, once everything unreadable is set aside. */
export type Step =
  | { readonly kind: 'facts'; readonly entry: Entry; readonly facts: readonly Fact[] }
  | { readonly kind: 'command'; readonly entry: Entry; readonly command: Command }
  | { readonly kind: 'rule_set'; readonly entry: Entry; readonly ruleSet: RuleSet };

export interface Advance<Next extends string> extends Pick<Position<Next>, 'next' | 'ruleSetVersion'> {}

/** What a batch comes to, worked out before those in front of it are committed. */
export interface Foreseen<Next extends string> extends Advance<Next> {
  /** Queues what is to be written, all of it before it returns. @throws when it holds no longer: it is then applied instead */
  write(connection: Connection, queue: Queue): void;
}

/** What was committed, in facts; `lag` is how many entries of the log are known and not yet committed. */
export interface CommittedBatch {
  facts: number;
  deadLetters: number;
  lag: number;
}

/** How a service folds the log of a community into its tables. */
export interface Fold<Next extends string> {
  database: DatabaseOptions;
  service: string;
  community: string;
  log: LogSource;
  positions: PositionTable<Next>;
  /** Where unreadable facts are kept; `null` for a reader that leaves that to others. */
  deadLetters: DeadLetterTable | null;
  signal: AbortSignal;
  /**
   * Works out what steps come to, while the batches before them are still being written: from what is remembered of those,
   * and what `reader` sees, which is committed. It may take for granted what the database refuses if it is wrong, such as
   * that a fact is new; the steps are then applied instead. `null` for steps that must be applied. A fold is never at work on
   * two things at once.
   */
  foresee?(
    reader: Connection,
    position: Position<Next>,
    steps: readonly Step[],
  ): Promise<Foreseen<Next> | null>;
  /** Called when the database refused what was foreseen. */
  onRefused?(): void;
  /** Applies steps inside the owner's transaction. Called again with the same steps when it failed. */
  apply(
    connection: Connection,
    position: Position<Next>,
    steps: readonly Step[],
    queue: Queue,
  ): Promise<Advance<Next>>;
  /** Called once the lock is held and the position is known, before the first batch. */
  onOwned?(owner: Owner, position: Position<Next>): Promise<void> | void;
  /** Called after each commit. */
  onCommitted?(position: Position<Next>, batch: CommittedBatch): Promise<void> | void;
  /** Called when applying failed for a reason that waiting does not mend, before it is tried again in a smaller piece. */
  onFailed?(error: unknown): void;
  /** Called when told to stop, while the lock is still held. */
  onStop?(): Promise<void> | undefined;
}
