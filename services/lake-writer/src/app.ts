import { factsStream, inSpan, isTransient, joinBus, openLog } from '@synapse/bus';
import { EntryMustWaitError } from '@synapse/contracts';
import { retryForever, type Service } from '@synapse/runtime';
import {
  checkDatabase,
  checkErasureKey,
  createTombstones,
  foldLog,
  isPassingDatabaseError,
  LAKE_POSITIONS,
  openPool,
} from '@synapse/store';
import type { spec } from './config.js';
import { doLakeJobs } from './jobs/lake-jobs.js';
import { createLakeFold } from './lake-fold.js';
import { createLakeMetrics } from './metrics.js';
import { type Scrubber, startScrubber } from './scrubber.js';

const NAME = 'lake-writer';
/** Of a job: it may count what years have brought. */
const JOB_TIMEOUT_MS = 600_000;

/** Writes the log of a community into the event lake until `signal` aborts. */
export async function runLakeWriter({ config, log, ready, signal }: Service<typeof spec>): Promise<void> {
  const community = config.COMMUNITY;
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  const durability = config.ALLOW_UNSAFE_DURABILITY ? 'waived' : 'needed';
  await checkDatabase({ ...database, writes: true }, 'lake_positions', durability);
  const bus = await joinBus(config, {
    name: NAME,
    streams: [factsStream(community)],
    onStatus: (connected) => ready.set('bus', connected, 'disconnected from NATS'),
  });
  const jobs = { ...database, applicationName: `${NAME} jobs`, statementTimeoutMs: JOB_TIMEOUT_MS, max: 1 };
  const db = openPool(jobs);
  try {
    const metrics = createLakeMetrics(community);
    const run = async () => {
      await checkErasureKey(database, 'lake_tombstones', config.ERASURE_KEY);
      const over = new AbortController();
      let scrubber: Scrubber | undefined;
      const tombstones = createTombstones('lake_tombstones', config.ERASURE_KEY);
      const fold = createLakeFold(community, tombstones, () => scrubber?.wake());
      const traced = <T>(entries: readonly { entry: { traceparent?: string } }[], work: () => Promise<T>) =>
        inSpan(
          'lay facts',
          entries.map(({ entry }) => entry.traceparent),
          () => metrics.timed(work),
        );
      await foldLog({
        database,
        service: NAME,
        community,
        log: openLog(bus, community),
        positions: LAKE_POSITIONS,
        deadLetters: 'lake_dead_letters',
        signal,
        apply: (...batch) => traced(batch[2], () => fold.apply(...batch)),
        foresee: (...batch) => traced(batch[2], () => fold.foresee(...batch)),
        onRefused: fold.onRefused,
        onFailed: (error) => log.error({ err: error }, 'a batch could not be applied'),
        onOwned: (owner, position) => {
          const until = AbortSignal.any([signal, owner.lost, over.signal]);
          scrubber = startScrubber(owner, log, until);
          doLakeJobs({ bus, owner, db, community, log }, until);
          metrics.laysBy(position.ruleSetVersion);
          ready.set('position', true);
          log.info({ community, sequence: position.sequence }, 'owns the lake');
        },
        onCommitted: (position, batch) => {
          metrics.committed(batch);
          metrics.laysBy(position.ruleSetVersion);
          log.debug({ sequence: position.sequence, ...batch }, 'committed');
          if (batch.deadLetters > 0) {
            log.warn(
              { sequence: position.sequence, deadLetters: batch.deadLetters },
              'set unreadable facts aside',
            );
          }
        },
      }).finally(() => {
        over.abort();
        ready.set('position', false, 'waiting to own the lake');
      });
    };
    await retryForever(run, { signal, log, what: 'write the lake', isTransient: canWait });
  } finally {
    await db.end();
    await bus.close();
  }
}

const canWait = (error: unknown) =>
  isTransient(error) || isPassingDatabaseError(error) || error instanceof EntryMustWaitError;
