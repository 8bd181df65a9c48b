import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox';
import { type App, HttpProblem, NOT_FOUND } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import type { FastifyReply } from 'fastify';
import { etagOf } from '../changes/etag.js';
import { READ_PROBLEMS } from './admin-problems.js';
import type { Admit, Need } from './authenticate.js';

/** What can be read at a path. */
export interface Read<Q extends TObject> {
  path: string;
  name: string;
  summary: string;
  tag: string;
  need?: Need;
  params?: TObject;
  query?: Q;
  answer: TSchema;
  read(prisma: OpenPrismaClient, query: Static<Q>, params: Record<string, string>): Promise<object | null>;
}

/** Serves one read, below `/v1/admin`: with an ETag, and 404 for `null`. */
export function readRoute<Q extends TObject>(
  app: App,
  prisma: OpenPrismaClient,
  admit: Admit,
  read: Read<Q>,
): void {
  app.route({
    method: 'GET',
    url: `/v1/admin${read.path}`,
    onRequest: admit(read.need ?? 'read'),
    schema: {
      operationId: read.name,
      summary: read.summary,
      tags: [read.tag],
      ...(read.params && { params: read.params }),
      querystring: Type.Object(read.query?.properties ?? {}, { additionalProperties: false }),
      response: { 200: read.answer, ...READ_PROBLEMS, ...(read.params && NOT_FOUND) },
    },
    async handler(request, reply) {
      const document = await read.read(
        prisma,
        request.query as Static<Q>,
        request.params as Record<string, string>,
      );
      if (!document) throw new HttpProblem(404, 'There is nothing by this id.');
      return withEtag(reply, document);
    },
  });
}

function withEtag(reply: FastifyReply, document: object): object {
  reply.header('etag', etagOf(document));
  return document;
}
