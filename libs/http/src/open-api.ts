import swagger from '@fastify/swagger';
import type { TSchema } from '@sinclair/typebox';
import { Problem } from '@synapse/contracts';
import type { FastifySchema } from 'fastify';
import type { App } from './app.js';

/** The schema of a route that the document leaves out. */
export const UNDOCUMENTED: FastifySchema = { hide: true };

export interface ApiDescription {
  title: string;
  description: string;
  version: string;
  /** Schemas that the document names, so that generated clients get types with names. */
  schemas: Readonly<Record<string, TSchema>>;
  /** How callers may show who they are. */
  securitySchemes?: Record<string, { type: 'http'; scheme: 'bearer' }>;
}

/** Collects the schemas of every route that is registered after it, and serves them as one document. */
export async function openApi(
  app: App,
  { schemas, securitySchemes, ...info }: ApiDescription,
): Promise<void> {
  for (const [name, schema] of Object.entries({ Problem, ...schemas })) {
    app.addSchema({ ...schema, $id: name });
  }
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info, ...(securitySchemes && { components: { securitySchemes } }) },
    refResolver: {
      buildLocalReference: ({ $id }, _baseUri, _fragment, place) => String($id ?? `schema-${place}`),
    },
  });
  app.get('/openapi.json', { schema: UNDOCUMENTED }, async (_, reply) => {
    reply.header('cache-control', 'no-cache');
    return app.swagger();
  });
}
