import {
  answerCommand,
  type Bus,
  ensureSubscribersCopy,
  factsStream,
  inSpan,
  isTransient,
  joinBus,
  lastRewardFrame,
  openLog,
  rewardsStream,
} from '@synapse/bus';
import { EntryMustWaitError } from '@synapse/contracts';
import { retryForever, type Service } from '@synapse/runtime';
import {
  checkDatabase,
  checkErasureKey,
  createTombstones,
  ENGINE_POSITIONS,
  foldLog,
  isPassingDatabaseError,
  openPool,
  type Pool,
} from '@synapse/store';
import type { spec } from './config.js';
import { doEngineJobs } from './jobs/engine-jobs.js';
import { createEngineMetrics } from './metrics.js';
import { type OutboxRelay, startOutboxRelay } from './outbox-relay.js';
import { createRewardFold } from './reward-fold.js';
import { watchDrift } from './watch-drift.js';

const NAME = 'reward-engine';
/** Of a job: it may read the whole journal. */
const JOB_TIMEOUT_MS = 3_600_000;

/** Folds the log of a community into rewards, and publishes them, until `signal` aborts. */
export async function runRewardEngine(service: Service<typeof spec>): Promise<void> {
  const { config, log, ready, signal } = service;
  const durability = config.ALLOW_UNSAFE_DURABILITY ? 'waived' : 'needed';
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  await checkDatabase({ ...database, writes: true }, 'engine_positions', durability);
  const bus = await joinBus(config, {
    name: NAME,
    streams: [factsStream(config.COMMUNITY), rewardsStream()],
    onStatus: (connected) => ready.set('bus', connected, 'disconnected from NATS'),
  });
  const db = openPool({ ...slowly(config), max: 1 });
  try {
    const replicas = config.STREAM_REPLICAS;
    if (!(await ensureSubscribersCopy(bus, { ...(replicas && { replicas }) })))
      log.info({}, 'NATS has no account for other teams: they read the stream of reward frames itself');
    const metrics = createEngineMetrics(config.COMMUNITY);
    // Not waited for at the end: a check of a large journal takes longer than a stop may, and changes nothing.
    void watchDrift(
      {
        database: { url: config.DATABASE_URL, applicationName: `${NAME} verify` },
        everyMinutes: config.VERIFY_EVERY_MINUTES,
        log,
        onFound: metrics.drifted,
      },
      signal,
    );
    const run = () =>
      foldOnce(service, { bus, db }, metrics).finally(() =>
        ready.set('position', false, 'waiting to own the members'),
      );
    await retryForever(run, { signal, log, what: 'fold rewards', isTransient: canWait });
  } finally {
    await db.end();
    await bus.close();
  }
}

async function foldOnce(
  { config, log, ready, signal }: Service<typeof spec>,
  { bus, db }: { bus: Bus; db: Pool },
  metrics: ReturnType<typeof createEngineMetrics>,
): Promise<void> {
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  await checkErasureKey(database, 'engine_tombstones', config.ERASURE_KEY);
  const community = config.COMMUNITY;
  const fold = createRewardFold(community, createTombstones('engine_tombstones', config.ERASURE_KEY));
  const over = new AbortController();
  let relay: OutboxRelay | undefined;
  try {
    const traced = <T>(entries: readonly { entry: { traceparent?: string } }[], work: () => Promise<T>) =>
      inSpan(
        'fold rewards',
        entries.map(({ entry }) => entry.traceparent),
        () => metrics.timed(work),
      );
    await foldLog({
      database,
      service: NAME,
      community,
      log: openLog(bus, community),
      positions: ENGINE_POSITIONS,
      deadLetters: 'engine_dead_letters',
      signal,
      apply: (...batch) => traced(batch[2], () => fold.apply(...batch)),
      foresee: (...batch) => traced(batch[2], () => fold.foresee(...batch)),
      onRefused: fold.onRefused,
      onFailed: (error) => log.error({ err: error }, 'a batch could not be applied'),
      async onOwned(owner, position) {
        const until = AbortSignal.any([over.signal, owner.lost]);
        const { next_frame: nextFrame } = position.next;
        relay = await startOutboxRelay({ bus, owner, community, log, nextFrame }, until);
        const last = await lastRewardFrame(bus, community);
        fold.resume(last?.frame ?? null, position);
        metrics.watchOutbox(relay.age);
        const jobs = { bus, owner, db, database: slowly(config), community, fold, log };
        doEngineJobs(jobs, AbortSignal.any([until, signal]));
        metrics.judgesBy(position.ruleSetVersion);
        ready.set('position', true);
        log.info({ community, sequence: position.sequence }, 'owns the members');
      },
      async onCommitted(position, batch) {
        const frames = fold.takeLaid(position);
        for (const { replyTo, outcome } of fold.takeAnswers()) answerCommand(bus, replyTo, outcome);
        // Subscribers wait for it, and nobody for what follows.
        await relay?.push(frames);
        metrics.committed(batch, frames.length);
        metrics.judgesBy(position.ruleSetVersion);
        log.debug({ sequence: position.sequence, ...batch }, 'committed');
        if (batch.deadLetters > 0) {
          log.warn({ sequence: position.sequence, deadLetters: batch.deadLetters }, 'set facts aside');
        }
      },
      onStop: () => relay?.idle(),
    });
  } finally {
    over.abort();
  }
}

/** The database as jobs ask it. */
const slowly = ({ DATABASE_URL: url }: { DATABASE_URL: string }) => ({
  url,
  applicationName: `${NAME} jobs`,
  statementTimeoutMs: JOB_TIMEOUT_MS,
});

const canWait = (error: unknown) =>
  isTransient(error) || isPassingDatabaseError(error) || error instanceof EntryMustWaitError;
