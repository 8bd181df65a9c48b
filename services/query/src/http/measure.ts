import type { App } from '@synapse/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QueryMetrics } from '../metrics.js';
import { STREAM_PATH } from './routes/stream.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** When it came, by the clock of `performance`. */
    cameAt: number;
  }
}

/** Tells how long an answer took that is about to be sent. */
export type Measure = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Measures each answer that goes the usual way, until it is sent: to wait for the end of sending costs more than many
 * answers. Hooks that are to choose the answer come before.
 */
export function measureAnswers(app: App, { requestAnswered }: QueryMetrics): Measure {
  const opened = new Map<string, Map<number, (seconds: number) => void>>();

  /** Where answers of a route with a status are told of. */
  function placeOf(route: string, status: number): (seconds: number) => void {
    const byStatus = opened.get(route) ?? new Map();
    opened.set(route, byStatus);
    const place = byStatus.get(status) ?? requestAnswered(route, status);
    byStatus.set(status, place);
    return place;
  }
  const measure: Measure = ({ cameAt, routeOptions: { url = 'none' } }, { statusCode }) => {
    if (url !== STREAM_PATH) placeOf(url, statusCode)((performance.now() - cameAt) / 1_000);
  };
  app.decorateRequest('cameAt', 0);
  app.addHook('onRequest', (request, _, done) => {
    request.cameAt = performance.now();
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    measure(request, reply);
    done(null, payload);
  });
  return measure;
}
