import serverSentEvents from '@fastify/sse';
import { type App, createApp, openApi } from '@synapse/http';
import type { Logger } from '@synapse/runtime';
import { isDatabaseAway } from '@synapse/store';
import type { LiveRewards } from '../live/live-rewards.js';
import type { QueryMetrics } from '../metrics.js';
import { page } from './page.js';
import type { Reads } from './reads.js';
import { leaderboardRoute } from './routes/leaderboards.js';
import { memberRoute } from './routes/members.js';
import { overviewRoute } from './routes/overview.js';
import { STREAM_PATH, streamRoute } from './routes/stream.js';
import { NAMED_SCHEMAS } from './schemas.js';

export interface ServerLimits {
  /** Live streams that may be open at the same time. */
  maxStreams?: number;
  /** Time between the comments that keep a silent stream alive. */
  heartbeatMs?: number;
}

export interface ServerOptions {
  log: Logger;
  reads: Reads;
  live: LiveRewards;
  metrics: QueryMetrics;
  limits?: ServerLimits | undefined;
}

const API = {
  title: 'Synapse',
  description: 'Boards, members and the live feed of a community. Ids are strings; errors follow RFC 9457.',
  version: '1.0.0',
  schemas: NAMED_SCHEMAS,
};

/** Builds the HTTP server with all its routes; it does not listen yet. */
export async function createServer(options: ServerOptions): Promise<App> {
  const { log, reads, live, metrics } = options;
  const { maxStreams = 1_000, heartbeatMs = 15_000 } = options.limits ?? {};
  const app = createApp({ log, bodyLimit: 16 * 1024, isAway: isDatabaseAway });
  app.addHook('onResponse', async ({ routeOptions }, reply) => {
    if (routeOptions.url === STREAM_PATH) return;
    metrics.requestAnswered(routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
  });
  await page(app);
  await openApi(app, API);
  await app.register(serverSentEvents, { heartbeatInterval: heartbeatMs });
  leaderboardRoute(app, reads);
  memberRoute(app, reads);
  overviewRoute(app, reads);
  streamRoute(app, { live, metrics, maxStreams });
  await app.ready();
  return app;
}
