import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { areTracesSent, type Logger } from '@synapse/runtime';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { boundIdle } from './bound-idle.js';
import { cutOffAfter } from './cut-off.js';
import { createErrorAnswers, validationError } from './error-answers.js';
import { PROBLEM_TYPE, problemBody } from './problem.js';
import { createRequestSpans } from './request-spans.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body is a file, which may take its time. */
    takesFile?: boolean;
  }
}

/** An HTTP server, whose routes take their types from their schemas. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface AppOptions {
  log: Logger;
  /** The largest body of a request, in bytes. */
  bodyLimit: number;
  /** How long a request may take to come; 10 s unless given. */
  requestTimeoutMs?: number;
  /** How long a request may take to come that brings a file: one of a route with `takesFile` in its config. */
  fileTimeoutMs?: number;
  /** Tells whether an error says that a server behind this one cannot be used now: answered with 503. */
  isAway: (error: unknown) => boolean;
  /** Takes requests as they are, for servers that change things: fields that no schema knows are refused and not dropped, and no text is taken for a number. */
  isStrict?: boolean;
  /** Connections that may be open although nobody asks anything on them; 2,000 unless given. */
  maxIdle?: number;
  /** The addresses of proxies whose `X-Forwarded-For` is believed. */
  trustProxy?: string[] | false;
}

const WITHIN_MS = 10_000;

/** Builds an HTTP server without routes: its errors are problem documents, and nobody can keep it busy for long. */
export function createApp({
  log,
  bodyLimit,
  requestTimeoutMs = WITHIN_MS,
  fileTimeoutMs = requestTimeoutMs,
  isAway,
  isStrict = false,
  maxIdle = 2_000,
  trustProxy = false,
}: AppOptions): App {
  const { answerError, answerNotFound, refuseInfinity, refuseUnstorable } = createErrorAnswers(isAway);
  const app = Fastify({
    logController: new LogController({ disableRequestLogging: true }),
    // Fastify gets no logger: with one it waits for the end of each answer, which costs more than many answers. Nor has
    // each request its own: what is logged names the request itself.
    childLoggerFactory: () => log as FastifyBaseLogger,
    bodyLimit,
    requestTimeout: fileTimeoutMs,
    http: { headersTimeout: Math.min(WITHIN_MS, fileTimeoutMs) },
    keepAliveTimeout: 65_000,
    return503OnClosing: false,
    trustProxy,
    frameworkErrors: answerError,
    clientErrorHandler: answerUnreadable,
    schemaErrorFormatter: validationError,
    ...(isStrict && { ajv: { customOptions: { removeAdditional: false, coerceTypes: false } } }),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.log = log as FastifyBaseLogger;
  boundIdle(app.server, maxIdle);
  if (areTracesSent()) {
    const { beginSpan, endSpan } = createRequestSpans();
    app.addHook('onRequest', beginSpan);
    app.addHook('onResponse', endSpan);
  }
  app.setErrorHandler(answerError).setNotFoundHandler(answerNotFound);
  if (fileTimeoutMs > requestTimeoutMs) app.addHook('onRequest', cutOffAfter(requestTimeoutMs));
  app.addHook('preHandler', refuseInfinity);
  app.addHook('preValidation', refuseUnstorable);
  return app;
}

/** Bytes that are no HTTP request reach no route. */
function answerUnreadable({ code }: Error & { code: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = problemBody(status, 'This is no request that HTTP knows.');
  socket.end(
    `HTTP/1.1 ${status} ${body.title}\r\ncontent-type: ${PROBLEM_TYPE}\r\nconnection: close\r\n\r\n${JSON.stringify(body)}`,
  );
}
