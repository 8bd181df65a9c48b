import type { Socket } from 'node:net';
import serverSentEvents from '@fastify/sse';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Logger } from '@synapse/runtime';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import type { LiveRewards } from '../live/live-rewards.js';
import type { QueryMetrics } from '../metrics.js';
import type { App, Reads } from './app-types.js';
import { answerError, answerNotFound, refuseInfinity, validationError } from './error-answers.js';
import { openApi } from './open-api.js';
import { page } from './page.js';
import { PROBLEM_TYPE, problemBody } from './problem.js';
import { leaderboardRoute } from './routes/leaderboards.js';
import { memberRoute } from './routes/members.js';
import { overviewRoute } from './routes/overview.js';
import { STREAM_PATH, streamRoute } from './routes/stream.js';

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

/** Builds the HTTP server with all its routes; it does not listen yet. */
export async function createServer(options: ServerOptions): Promise<App> {
  const { log, reads, live, metrics } = options;
  const { maxStreams = 1_000, heartbeatMs = 15_000 } = options.limits ?? {};
  const app = fastify(log);
  app.setErrorHandler(answerError).setNotFoundHandler(answerNotFound);
  app.addHook('preHandler', refuseInfinity);
  app.addHook('onResponse', async ({ routeOptions }, reply) => {
    if (routeOptions.url === STREAM_PATH) return;
    metrics.requestAnswered(routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
  });
  await page(app);
  await openApi(app);
  await app.register(serverSentEvents, { heartbeatInterval: heartbeatMs });
  leaderboardRoute(app, reads);
  memberRoute(app, reads);
  overviewRoute(app, reads);
  streamRoute(app, { live, metrics, maxStreams });
  await app.ready();
  return app;
}

const fastify = (log: Logger): App =>
  Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 16 * 1024,
    requestTimeout: 10_000,
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    trustProxy: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerUnreadable,
    schemaErrorFormatter: validationError,
  }).withTypeProvider<TypeBoxTypeProvider>();

/** Bytes that are no HTTP request reach no route. */
function answerUnreadable({ code }: Error & { code: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = problemBody(status, 'This is no request that HTTP knows.');
  socket.end(
    `HTTP/1.1 ${status} ${body.title}\r\ncontent-type: ${PROBLEM_TYPE}\r\nconnection: close\r\n\r\n${JSON.stringify(body)}`,
  );
}
