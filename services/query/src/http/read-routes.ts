import { Type } from '@sinclair/typebox';
import { type App, COMMON_PROBLEMS, NOT_FOUND, problem, weakEtag } from '@synapse/http';
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { AnyRead } from '../reads/read.js';
import { named } from '../reads/schemas.js';
import type { Sources } from '../reads/sources.js';
import { needKey } from './callers.js';
import { LIMITED } from './rate-limit.js';
import { createSharedAnswers, type SharedAnswer } from './shared-answers.js';

const JSON_TYPE = 'application/json; charset=utf-8';

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
  for (const read of reads) {
    const { sharedMs, isPrivate = false } = read;
    const cacheControl = cacheControlOf(read);
    const ask = ({ params, query }: FastifyRequest) =>
      read.run(sources, { ...(params as object), ...(query as object) });

    function send(reply: FastifyReply, { body, etag }: SharedAnswer): FastifyReply {
      const age = Math.floor(sources.boards.ageMs() / 1_000);
      if (age > 0) reply.header('age', age);
      if (cacheControl) reply.header('cache-control', cacheControl);
      return reply.header('content-type', JSON_TYPE).header('etag', etag).send(body);
    }

    /** What is at hand for the same address was checked when it was made. Who asks too often was sent away before. */
    function sendShared({ url }: FastifyRequest, reply: FastifyReply, _: unknown, done: () => void): void {
      const answer = shared.get(url);
      if (answer) send(reply, answer);
      else done();
    }

    const isShared = sharedMs !== undefined && !isPrivate;
    const route = { ...options(read), ...(isShared && { preParsing: sendShared }) };
    app.get(read.path, route, async (request: FastifyRequest, reply: FastifyReply) => {
      if (isShared) return send(reply, await shared.make(request.url, sharedMs, () => ask(request)));
      if (cacheControl) reply.header('cache-control', cacheControl);
      return ask(request);
    });
  }
}

function cacheControlOf({ sharedMs = 0, isPrivate = false }: AnyRead): string | undefined {
  if (isPrivate) return 'private, no-store';
  return sharedMs >= 1_000 ? `public, max-age=${Math.floor(sharedMs / 1_000)}` : undefined;
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
