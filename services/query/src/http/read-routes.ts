import { Type } from '@sinclair/typebox';
import { type App, COMMON_PROBLEMS, NOT_FOUND, problem, weakEtag } from '@synapse/http';
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { AnyRead } from '../reads/read.js';
import { named } from '../reads/schemas.js';
import type { Sources } from '../reads/sources.js';
import { needKey } from './callers.js';
import { LIMITED } from './rate-limit.js';
import { sendShared } from './send-shared.js';
import { createSharedAnswers } from './shared-answers.js';

export const TOO_OFTEN = {
  429: problem('Too much is asked; `Retry-After` says when to try again.'),
};
const NEEDS_KEY = {
  401: problem('This is not public, and the request has no key.'),
  403: problem('The key is not good for this.'),
};

/** Makes a route of each read. */
export function readRoutes(app: App, reads: readonly AnyRead[], sources: Sources): void {
  const shared = createSharedAnswers();
  const ageMs = () => sources.boards.ageMs();
  for (const read of reads) {
    const { sharedMs: ms, isPrivate = false } = read;
    const cacheControl = cacheControlOf(read);
    const ask = ({ params, query }: FastifyRequest) =>
      read.run(sources, { ...(params as object), ...(query as object) });

    if (ms === undefined || isPrivate) {
      app.get(read.path, options(read), async (request: FastifyRequest, reply: FastifyReply) => {
        reply.header('cache-control', cacheControl);
        return ask(request);
      });
      continue;
    }

    /** What is at hand for the same address was checked when it was made. Who asks too often was sent away before. */
    function sendAtHand(request: FastifyRequest, reply: FastifyReply, _: unknown, done: () => void): void {
      const answer = shared.get(request.url);
      if (answer) sendShared(request, reply, answer, ageMs());
      else done();
    }
    const route = { ...options(read), preParsing: sendAtHand };
    app.get(read.path, route, async (request: FastifyRequest, reply: FastifyReply) => {
      const making = { ms, cacheControl, answer: () => ask(request) };
      sendShared(request, reply, await shared.make(request.url, making), ageMs());
    });
  }
}

function cacheControlOf({ sharedMs = 0, isPrivate = false }: AnyRead): string {
  if (isPrivate) return 'private, no-store';
  return sharedMs >= 1_000 ? `public, max-age=${Math.floor(sharedMs / 1_000)}` : 'no-cache';
}

const options = (read: AnyRead): RouteShorthandOptions => ({
  ...LIMITED,
  onSend: weakEtag,
  ...(read.isPrivate && { preHandler: needKey }),
  schema: {
    operationId: read.name,
    summary: read.summary,
    tags: [read.tag],
    ...(read.isPrivate && { security: [{ apiKey: [] }] }),
    params: Type.Object(read.params),
    querystring: Type.Object(read.query),
    response: {
      200: named(read.answer, read.summary),
      ...COMMON_PROBLEMS,
      ...TOO_OFTEN,
      ...(read.canMiss && NOT_FOUND),
      ...(read.isPrivate && NEEDS_KEY),
    },
  } as object,
});
