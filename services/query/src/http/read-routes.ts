import { Type } from '@sinclair/typebox';
import { type App, COMMON_PROBLEMS, NOT_FOUND, problem } from '@synapse/http';
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { AnyRead } from '../reads/read.js';
import { named } from '../reads/schemas.js';
import type { Sources } from '../reads/sources.js';
import { needKey } from './callers.js';
import { LIMITED } from './rate-limit.js';

export const TOO_OFTEN = {
  429: problem('Too much is asked; `Retry-After` says when to try again.'),
};
const NEEDS_KEY = {
  401: problem('This is not public, and the request has no key.'),
  403: problem('The key is not good for this.'),
};

/** Makes a route of each read, which is made for everybody who asks. */
export function readRoutes(app: App, reads: readonly AnyRead[], sources: Sources): void {
  for (const read of reads) {
    const cacheControl = cacheControlOf(read);
    app.get(read.path, routeOptions(read), async ({ params, query }: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', cacheControl);
      return read.run(sources, { ...(params as object), ...(query as object) });
    });
  }
}

/** How long an answer may be kept, and by whom. */
export function cacheControlOf({ sharedMs = 0, isPrivate = false }: AnyRead): string {
  if (isPrivate) return 'private, no-store';
  return sharedMs >= 1_000 ? `public, max-age=${Math.floor(sharedMs / 1_000)}` : 'no-cache';
}

/** What a route of a read says of itself, and who may ask. */
export const routeOptions = (read: AnyRead): RouteShorthandOptions => ({
  ...LIMITED,
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
