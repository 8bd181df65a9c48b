import {
  type Entry,
  type Fact,
  type LogSource,
  type LogState,
  type ReadEntry,
  type RuleSet,
  readEntries,
} from '@synapse/contracts';
import { isPassingDatabaseError, OwnershipLostError } from './database-error.js';
import { type DeadLetter, type DeadLetterTable, layDeadLetters } from './dead-letters.js';
import { type Owner, own } from './own.js';
import type { Connection, DatabaseOptions } from './pool.js';
import {
  checkPosition,
  lockPosition,
  movePosition,
  type Position,
  type PositionTable,
  readPosition,
} from './position.js';

/** What one entry brings, once everything unreadable is set aside. */
export type Step =
  | { readonly kind: 'facts'; readonly entry: Entry; readonly facts: readonly Fact[] }
  | { readonly kind: 'rule_set'; readonly entry: Entry; readonly ruleSet: RuleSet };

export type Advance<Next extends string> = Pick<Position<Next>, 'next' | 'ruleSetVersion'>;

export interface Fold<Next extends string> {
  database: DatabaseOptions;
  service: string;
  community: string;
  log: LogSource;
  positions: PositionTable<Next>;
  /** Where unreadable facts are kept; `null` for a reader that leaves that to others. */
  deadLetters: DeadLetterTable | null;
  signal: AbortSignal;
  /** Applies steps inside the owner's transaction. Called again with the same steps when it failed. */
  apply(connection: Connection, position: Position<Next>, steps: readonly Step[]): Promise<Advance<Next>>;
  /** Called once the lock is held and the position is known, before the first batch. */
  onOwned?(owner: Owner, position: Position<Next>): Promise<void> | void;
  /** Called after each commit. */
  onCommitted?(
    position: Position<Next>,
    batch: { facts: number; deadLetters: number; lag: number },
  ): Promise<void> | void;
  /** Called when told to stop, while the lock is still held. */
  onStop?(): Promise<void> | undefined;
}

const LOOK_AT_LOG_MS = 5_000;
/** More condemned facts than this among the last thousand: the fault is ours, not theirs. */
const MOST_CONDEMNED = 20;
const CONDEMNED_OF = 1_000;

/** Too many facts in a row could not be applied. */
export class TooManyDeadLettersError extends Error {
  override name = 'TooManyDeadLettersError';
}

/**
 * Owns a community's tables and folds its log into them, entry after entry, until `signal` aborts: whole entries, one
 * transaction a batch, which first locks and compares the position. Returns when told to stop.
 * @throws whatever ended it; `isPassingDatabaseError` and `EntryMustWaitError` say "try again later"
 */
export async function foldLog<Next extends string>(fold: Fold<Next>): Promise<void> {
  const owner = await own({
    ...fold.database,
    service: fold.service,
    community: fold.community,
    signal: fold.signal,
  });
  const ended = new AbortController();
  const until = AbortSignal.any([fold.signal, owner.lost, ended.signal]);
  try {
    const state = await fold.log.state();
    let position = await owner.alone((c) => readPosition(c, fold.positions, fold.community, state));
    checkPosition(position, state, fold.service, fold.community);
    await fold.onOwned?.(owner, position);
    watchLog(fold, () => position, until).catch((error: unknown) => ended.abort(error));
    const condemned = createCondemnedCount();
    let newest = state.last;
    for await (const entries of fold.log.read(position.sequence, until)) {
      const { read, waitsFor } = readEntries(entries);
      for (const part of await parts(fold, owner, position, read, condemned)) {
        position = part.position;
        newest = Math.max(newest, position.sequence);
        await fold.onCommitted?.(position, { ...part, lag: newest - position.sequence });
      }
      if (waitsFor) throw waitsFor;
    }
    fold.signal.throwIfAborted();
    owner.lost.throwIfAborted();
    ended.signal.throwIfAborted();
    throw new OwnershipLostError(`The reader of the log of ${fold.community} ended before it was told to.`);
  } catch (error) {
    if (fold.signal.aborted) return await fold.onStop?.();
    throw owner.lost.aborted ? owner.lost.reason : error;
  } finally {
    ended.abort();
    await owner.release();
  }
}

interface Committed<Next extends string> {
  position: Position<Next>;
  facts: number;
  deadLetters: number;
}

/** Commits a batch; what fails twice for a reason of ours is cut smaller, down to the one fact that is to blame. */
async function parts<Next extends string>(
  fold: Fold<Next>,
  owner: Owner,
  position: Position<Next>,
  batch: readonly ReadEntry[],
  condemned: ReturnType<typeof createCondemnedCount>,
): Promise<Committed<Next>[]> {
  if (batch.length === 0) return [];
  const whole = (
    from: Position<Next>,
    entries: readonly ReadEntry[],
    culprits: ReadonlySet<number> = new Set(),
  ) => commit(fold, owner, from, entries, culprits);
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      return [condemned.passed(await whole(position, batch))];
    } catch (error) {
      if (isPassingDatabaseError(error)) throw error;
    }
  }
  const committed: Committed<Next>[] = [];
  for (const entry of batch) {
    const from = committed.at(-1)?.position ?? position;
    const culprits = await culpritsOf(fold, owner, from, entry);
    condemned.add(culprits.size);
    committed.push(await whole(from, [entry], culprits));
  }
  return committed;
}

/** The places of those facts of an entry without which the rest of it can be applied. */
async function culpritsOf<Next extends string>(
  fold: Fold<Next>,
  owner: Owner,
  position: Position<Next>,
  entry: ReadEntry,
): Promise<Set<number>> {
  const culprits = new Set<number>();
  if (entry.content.kind !== 'facts') return culprits;
  for (const { index } of entry.content.lines) {
    const lines = entry.content.lines.slice(0, index + 1);
    const upToHere: ReadEntry = { entry: entry.entry, content: { kind: 'facts', lines } };
    const failed = await fails(fold, owner, position, upToHere, culprits);
    if (failed) culprits.add(index);
  }
  return culprits;
}

class Tried extends Error {}

async function fails<Next extends string>(
  fold: Fold<Next>,
  owner: Owner,
  position: Position<Next>,
  entry: ReadEntry,
  culprits: ReadonlySet<number>,
): Promise<boolean> {
  try {
    await owner.transaction(async (c) => {
      await fold.apply(c, position, sortOut([entry], culprits).steps);
      throw new Tried();
    });
  } catch (error) {
    if (error instanceof Tried) return false;
    if (isPassingDatabaseError(error)) throw error;
  }
  return true;
}

async function commit<Next extends string>(
  fold: Fold<Next>,
  owner: Owner,
  from: Position<Next>,
  batch: readonly ReadEntry[],
  culprits: ReadonlySet<number>,
): Promise<Committed<Next>> {
  const { steps, letters, facts } = sortOut(batch, culprits);
  const sequence = batch.at(-1)?.entry.sequence ?? from.sequence;
  const position = await owner.transaction(async (c) => {
    await lockPosition(c, fold.positions, fold.community, from);
    const advance = await fold.apply(c, from, steps);
    if (fold.deadLetters)
      await layDeadLetters(
        c,
        fold.deadLetters,
        { community: fold.community, streamCreated: from.streamCreated },
        letters,
      );
    const to: Position<Next> = { ...from, ...advance, sequence };
    await movePosition(c, fold.positions, fold.community, to);
    return to;
  });
  return { position, facts, deadLetters: letters.length };
}

function sortOut(batch: readonly ReadEntry[], culprits: ReadonlySet<number>) {
  const letters: DeadLetter[] = [];
  let facts = 0;
  const steps = batch.flatMap(({ entry, content }): Step[] => {
    if (content.kind === 'rule_set') return [{ kind: 'rule_set', entry, ruleSet: content.ruleSet }];
    if (content.kind === 'unreadable') {
      letters.push({ entry, factIndex: -1, ...content, raw: entry.body });
      return [];
    }
    const good: Fact[] = [];
    for (const { index, raw, decoded } of content.lines) {
      if ('unreadable' in decoded) letters.push({ entry, factIndex: index, ...decoded.unreadable, raw });
      else if (culprits.has(index)) letters.push({ entry, factIndex: index, ...IMPOSSIBLE, raw });
      else good.push(decoded.fact);
    }
    facts += good.length;
    return [{ kind: 'facts', entry, facts: good }];
  });
  return { steps, letters, facts };
}

const IMPOSSIBLE = { reason: 'impossible', detail: 'Applying it failed three times.' } as const;

/** Notices while idle what no entry would tell: the stream was wiped or replaced. */
async function watchLog<Next extends string>(
  fold: Fold<Next>,
  position: () => Position<Next>,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        until.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, LOOK_AT_LOG_MS);
      until.addEventListener('abort', done, { once: true });
    });
    const state: LogState | null = until.aborted ? null : await fold.log.state().catch(passing);
    if (state) checkPosition(position(), state, fold.service, fold.community);
  }
}

const passing = (error: unknown): null => {
  if (error instanceof Error && error.name === 'LogMissingError') throw error;
  return null;
};

function createCondemnedCount() {
  let facts = 0;
  let condemned = 0;
  return {
    passed<T extends { facts: number }>(committed: T): T {
      facts += committed.facts;
      if (facts >= CONDEMNED_OF) {
        facts = 0;
        condemned = 0;
      }
      return committed;
    },
    add(count: number): void {
      condemned += count;
      if (condemned <= MOST_CONDEMNED) return;
      throw new TooManyDeadLettersError(
        `${condemned} of the last ${CONDEMNED_OF} facts could not be applied: the fault is not in them. Nothing more is set aside; see the log of this service.`,
      );
    },
  };
}
