import { type LogState, readEntries } from '@synapse/contracts';
import { OwnershipLostError } from '../database-error.js';
import { own, pipelined } from '../own.js';
import { type Connection, readerConnection } from '../pool.js';
import { checkPosition, LogMismatchError, readPosition } from '../position.js';
import { createCondemnedCount } from './condemned-count.js';
import type { Fold } from './fold.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { watchLog } from './watch-log.js';

/**
 * Owns a community's tables and folds its log into them, entry after entry, until `signal` aborts: whole entries, one
 * transaction a batch, which compares the position. Returns when told to stop.
 * @throws whatever ended it; `isPassingDatabaseError` and `EntryMustWaitError` say "try again later"
 */
export async function foldLog<Next extends string>(fold: Fold<Next>): Promise<void> {
  const { community, database, log, positions, service, signal } = fold;
  const owner = await own({ ...database, service, community, signal });
  const over = new AbortController();
  const until = AbortSignal.any([signal, owner.lost, over.signal]);
  let reader: Connection | null = null;
  let pipeline: Pipeline | null = null;
  try {
    const state = await log.state();
    let position = await owner.alone((connection) => readPosition(connection, positions, community, state));
    checkPosition(position, state, service);
    await fold.onOwned?.(owner, position);
    let newest = state.last;
    const look = (now: LogState) => {
      newest = Math.max(newest, now.last);
      checkPosition(position, now, service);
    };
    watchLog(log, look, until).catch((error: unknown) => over.abort(error));
    if (fold.foresee) {
      reader = readerConnection(database);
      await reader.connect();
      pipelined(reader);
    }
    pipeline = createPipeline(fold, position, {
      owner,
      reader,
      condemned: createCondemnedCount(),
      onCommitted(committed) {
        position = committed.position;
        return fold.onCommitted?.(position, { ...committed, lag: newest - position.sequence });
      },
      onEnded: (error) => over.abort(error),
    });
    for await (const entries of log.read(position, until)) {
      newest = Math.max(newest, entries.at(-1)?.sequence ?? 0);
      const { read, waitsFor } = readEntries(entries);
      if (read.length > 0) await pipeline.take(read);
      if (waitsFor) throw waitsFor;
    }
    for (const ended of [signal, owner.lost, over.signal]) ended.throwIfAborted();
    throw new OwnershipLostError(`The reader of the log of ${community} ended before it was told to.`);
  } catch (error) {
    await pipeline?.idle().catch(() => {});
    if (!signal.aborted) throw owner.lost.aborted ? owner.lost.reason : inWords(error, service);
    await fold.onStop?.();
  } finally {
    over.abort();
    await reader?.end().catch(() => {});
    await owner.release();
  }
}

/** A log that does not go on where it was read is known by its name: this library knows no broker. */
const inWords = (error: unknown, service: string): unknown =>
  error instanceof Error && error.name === 'LogHoleError'
    ? new LogMismatchError(`${service} cannot go on with this log: ${error.message}`, service)
    : error;
