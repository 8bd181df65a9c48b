import { answerRequests, type Bus } from '@synapse/bus';
import { querySubject } from '@synapse/contracts';
import { closeApp, listen } from '@synapse/http';
import { type Config, errorSummary, type Logger, type Readiness, sleep } from '@synapse/runtime';
import { checkDatabase, isPassingDatabaseError, openPool, type Pool } from '@synapse/store';
import { answerables } from './answerables.js';
import { createLiveBoards, type LiveBoardsOptions } from './boards/live-boards.js';
import { createPastBoards } from './boards/past-boards.js';
import type { querySpec } from './config.js';
import { createServer, type ServerLimits } from './http/server.js';
import { createLiveRewards, type LiveOptions } from './live/live-rewards.js';
import { createQueryMetrics } from './metrics.js';
import { type Answerable, type Answerer, createAnswerer } from './reads/answer-requests.js';
import { openSources } from './reads/open-sources.js';

export interface QueryService {
  config: Config<typeof querySpec>;
  log: Logger;
  ready: Readiness;
  /** Told the address once the server listens. */
  onListening?: (url: string) => void;
  limits?: ServerLimits & Pick<LiveOptions, 'checkEveryMs'> & Pick<LiveBoardsOptions, 'lookEveryMs'>;
}

const APPLICATION = 'synapse-query';
/** Reading every member, or a part of the journal, may take longer than any answer. */
const WHOLE_TABLE_MS = 60_000;

/**
 * Serves boards, profiles, the live feed and the page until `signal` aborts, whether or not the database and NATS are
 * there.
 * @throws what waiting cannot help: a wrong password or role, a database that was never migrated, a port that is taken
 */
export async function runQuery(
  { config, log, ready, onListening, limits }: QueryService,
  signal: AbortSignal,
): Promise<void> {
  const community = config.COMMUNITY;
  const database = { url: config.DATABASE_URL, applicationName: APPLICATION };
  await refuseUnusable(config.DATABASE_URL);
  const db = openPool({ ...database, max: 10, statementTimeoutMs: 5_000 });
  const tables = { ...database, statementTimeoutMs: WHOLE_TABLE_MS };
  const now = Date.now;
  const boards = createLiveBoards({ db, database: tables, community, log, ready, now, ...limits });
  const metrics = createQueryMetrics();
  const sources = openSources({ community, db, boards, pastBoard: createPastBoards(tables), now });
  const answerer = { sources, log, metrics };
  const live = createLiveRewards({
    natsUrl: config.NATS_URL,
    community,
    log,
    ready,
    onFrame: boards.take,
    onConnected: (bus, connected) =>
      void answerOverNats(bus, answerables(config.DATABASE_URL), answerer, connected),
    ...limits,
  });
  // The database reads every member while this process builds its server; what fails is told and tried again by `run`.
  boards.current().catch(() => {});
  const server = await createServer({
    log,
    db,
    sources,
    live,
    metrics,
    requestsPerMinute: config.HTTP_REQUESTS_PER_MINUTE,
    trustedProxies: config.HTTP_TRUSTED_PROXIES,
    limits,
  });
  try {
    const url = await listen(server, { host: config.HTTP_HOST, port: config.HTTP_PORT });
    ready.set('http', true);
    onListening?.(url);
    await Promise.all([live.run(signal), boards.run(signal), watchDatabase(db, ready, log, signal)]);
  } finally {
    await closeApp(server);
    await db.end();
  }
}

function answerOverNats(
  bus: Bus,
  reads: readonly Answerable[],
  answerer: Answerer,
  signal: AbortSignal,
): Promise<void> {
  const subject = querySubject(answerer.sources.community, '*');
  return answerRequests(bus, { subject, queue: 'query', answer: createAnswerer(reads, answerer), signal });
}

async function refuseUnusable(url: string): Promise<void> {
  await checkDatabase({ url, applicationName: APPLICATION }, 'users').catch((error: Error) => {
    if (!isPassingDatabaseError(error.cause)) throw error;
  });
}

/** A server that falls silent is noticed within ten seconds: its pool would wait longer. */
const LOOK = { text: 'SELECT FROM users LIMIT 1', query_timeout: 5_000 };

/** Keeps the check `database` true to what a reader would meet, and tells when it changes for the worse. */
async function watchDatabase(
  db: Pick<Pool, 'query'>,
  ready: Readiness,
  log: Pick<Logger, 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  let told: string | null = null;
  while (!signal.aborted) {
    const trouble = await db.query(LOOK).then(() => null, errorSummary);
    ready.set('database', trouble === null, trouble ?? undefined);
    if (trouble !== null && trouble !== told) log.warn(`the database cannot be read: ${trouble}`);
    told = trouble;
    await sleep(trouble === null ? 3_000 : 1_000, signal).catch(() => {});
  }
}
