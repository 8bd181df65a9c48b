import { closeApp, listen } from '@synapse/http';
import { type Config, errorSummary, type Logger, type Readiness, sleep } from '@synapse/runtime';
import {
  checkDatabase,
  isPassingDatabaseError,
  openPool,
  type Pool,
  readCommunityTotals,
  readSettingsInForce,
} from '@synapse/store';
import { cached } from './cached.js';
import type { querySpec } from './config.js';
import { createServer, type ServerLimits } from './http/server.js';
import { createLiveRewards, type LiveOptions } from './live/live-rewards.js';
import { createQueryMetrics } from './metrics.js';

export interface QueryService {
  config: Config<typeof querySpec>;
  log: Logger;
  ready: Readiness;
  /** Told the address once the server listens. */
  onListening?: (url: string) => void;
  limits?: ServerLimits & Pick<LiveOptions, 'checkEveryMs'>;
}

const APPLICATION = 'synapse-query';

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
  await refuseUnusable(config.DATABASE_URL);
  const db = openPool({
    url: config.DATABASE_URL,
    applicationName: APPLICATION,
    max: 10,
    statementTimeoutMs: 5_000,
  });
  const live = createLiveRewards({ natsUrl: config.NATS_URL, community, log, ready, ...limits });
  const settings = cached(5_000, () => readSettingsInForce(db, community));
  const totals = cached(2_000, () => readCommunityTotals(db));
  const reads = { community, db, settings, totals };
  const server = await createServer({ log, reads, live, metrics: createQueryMetrics(), limits });
  try {
    const url = await listen(server, { host: config.HTTP_HOST, port: config.HTTP_PORT });
    ready.set('http', true);
    onListening?.(url);
    await Promise.all([live.run(signal), watchDatabase(db, ready, log, signal)]);
  } finally {
    await closeApp(server);
    await db.end();
  }
}

async function refuseUnusable(url: string): Promise<void> {
  await checkDatabase({ url, applicationName: APPLICATION }, 'users').catch((error: Error) => {
    if (!isPassingDatabaseError(error.cause)) throw error;
  });
}

/** Keeps the check `database` true to what a reader would meet, and tells when it changes for the worse. */
async function watchDatabase(
  db: Pick<Pool, 'query'>,
  ready: Readiness,
  log: Pick<Logger, 'warn'>,
  signal: AbortSignal,
): Promise<void> {
  let told: string | null = null;
  while (!signal.aborted) {
    const trouble = await db.query('SELECT FROM users LIMIT 1').then(() => null, errorSummary);
    ready.set('database', trouble === null, trouble ?? undefined);
    if (trouble !== null && trouble !== told) log.warn(`the database cannot be read: ${trouble}`);
    told = trouble;
    await sleep(trouble === null ? 5_000 : 1_000, signal).catch(() => {});
  }
}
