import type { App } from '@synapse/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnyRead } from '../reads/read.js';
import type { Sources } from '../reads/sources.js';
import type { Measure } from './measure.js';
import { cacheControlOf, routeOptions } from './read-routes.js';
import { sendShared } from './send-shared.js';
import { createSharedAnswers, type SharedAnswer } from './shared-answers.js';

/** What is shared is put into words once: to compile how for each route would take longer than all of a start. */
const serializerCompiler = () => JSON.stringify;

type SharedRead = AnyRead & { sharedMs: number };

/** Parts reads into those whose answers are good for everybody for a moment, and the others. */
export function byKind(reads: readonly AnyRead[]): { shared: SharedRead[]; others: AnyRead[] } {
  const isShared = (read: AnyRead): read is SharedRead => read.sharedMs !== undefined && !read.isPrivate;
  return { shared: reads.filter(isShared), others: reads.filter((read) => !isShared(read)) };
}

/** Makes a route of each read whose answer a crowd shares. */
export function sharedReadRoutes(
  app: App,
  reads: readonly SharedRead[],
  { sources, measure }: { sources: Sources; measure: Measure },
): void {
  const answers = createSharedAnswers();
  for (const read of reads) {
    const cacheControl = cacheControlOf(read);
    const send = (request: FastifyRequest, reply: FastifyReply, answer: SharedAnswer) => {
      sendShared(request, reply, answer, sources.boards.ageMs());
      measure(request, reply);
    };

    /** What is at hand for the same address was checked when it was made. Who asks too often was sent away before. */
    function sendAtHand(request: FastifyRequest, reply: FastifyReply, _: unknown, done: () => void): void {
      const answer = answers.get(request.url);
      if (answer) send(request, reply, answer);
      else done();
    }
    const route = { ...routeOptions(read), serializerCompiler, preParsing: sendAtHand };
    app.get(read.path, route, async (request: FastifyRequest, reply: FastifyReply) => {
      const input = { ...(request.params as object), ...(request.query as object) };
      const making = { ms: read.sharedMs, cacheControl, answer: () => read.run(sources, input) };
      send(request, reply, await answers.make(request.url, making));
    });
  }
}
