import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, problemBody } from './problem.js';

/**
 * An `onRequest` hook for servers that also take files: Node knows one time for all requests, and this gives those without a
 * file a shorter one.
 * @param ms that a body may take to come
 */
export const cutOffAfter =
  (ms: number) =>
  ({ raw, routeOptions }: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    if (!routeOptions.config.takesFile && !raw.complete) {
      const timer = setTimeout(() => {
        if (raw.complete || reply.sent) return;
        const body = problemBody(408, `The body took longer than ${ms / 1_000} s to come.`);
        reply.code(408).type(PROBLEM_TYPE).header('connection', 'close').send(body);
      }, ms);
      raw.once('close', () => clearTimeout(timer));
    }
    done();
  };
