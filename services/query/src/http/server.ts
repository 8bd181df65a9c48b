import serverSentEvents from '@fastify/sse';
import { type App, builtPages, createApp, openApi, servePages, weakEtag } from '@synapse/http';
import type { Logger } from '@synapse/runtime';
import { isDatabaseAway, type Pool } from '@synapse/store';
import type { LiveRewards } from '../live/live-rewards.js';
import type { QueryMetrics } from '../metrics.js';
import { ALL_READS } from '../reads/all-reads.js';
import { NAMED_SCHEMAS } from '../reads/schemas.js';
import type { Sources } from '../reads/sources.js';
import { apiPage } from './api-page.js';
import { recogniseCallers } from './callers.js';
import { measureAnswers } from './measure.js';
import { limitRate } from './rate-limit.js';
import { readRoutes } from './read-routes.js';
import { streamRoute } from './routes/stream.js';
import { byKind, sharedReadRoutes } from './shared-read-routes.js';

export interface ServerLimits {
  /** Live streams that may be open at the same time. */
  maxStreams?: number;
  /** Those of one key or address. */
  maxStreamsEach?: number;
  /** Time between the comments that keep a silent stream alive. */
  heartbeatMs?: number;
}

export interface ServerOptions {
  log: Logger;
  db: Pick<Pool, 'query'>;
  sources: Sources;
  live: LiveRewards;
  metrics: QueryMetrics;
  /** How often an address may ask; 0 = as often as it likes. */
  requestsPerMinute: number;
  /** Proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[] | undefined;
  limits?: ServerLimits | undefined;
}

/** Where `web/community/src/app.tsx` has a page. */
const PAGES = [
  '/',
  '/boards/:board',
  '/activity',
  '/members/:id',
  '/achievements',
  '/seasons',
  '/seasons/:season',
  '/quests',
];

const API = {
  title: 'Synapse',
  description:
    'Boards, members and the live feed of a community. Ids are strings; errors follow RFC 9457. What is not public needs an API key. Services ask the same over NATS.',
  version: '1.0.0',
  schemas: NAMED_SCHEMAS,
  securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } as const },
};

/** Builds the HTTP server with all its routes; it does not listen yet. */
export async function createServer(options: ServerOptions): Promise<App> {
  const { log, db, sources, live, metrics, requestsPerMinute, trustedProxies } = options;
  const { maxStreams = 2_000, maxStreamsEach = 100, heartbeatMs = 15_000 } = options.limits ?? {};
  const trustProxy = trustedProxies ? [...trustedProxies] : false;
  const app = createApp({ log, bodyLimit: 16 * 1024, isAway: isDatabaseAway, trustProxy });
  app.addHook('onSend', weakEtag);
  const measure = measureAnswers(app, metrics);
  recogniseCallers(app, db);
  app.addHook('onRequest', (_, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    done();
  });
  await servePages(app, { folder: builtPages('@synapse/community-pages'), paths: PAGES });
  await openApi(app, API);
  await apiPage(app);
  await limitRate(app, requestsPerMinute);
  await app.register(serverSentEvents, { heartbeatInterval: heartbeatMs });
  const { shared, others } = byKind(ALL_READS);
  sharedReadRoutes(app, shared, { sources, measure });
  readRoutes(app, others, sources);
  streamRoute(app, { live, metrics, maxStreams, maxStreamsEach });
  await app.ready();
  return app;
}
