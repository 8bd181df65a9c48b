import swagger from '@fastify/swagger';
import type { App } from './app-types.js';
import { NAMED_SCHEMAS } from './schemas.js';

const API_VERSION = '1.0.0';

/** Collects the schemas of every route that is registered after it, and serves them as one document. */
export async function openApi(app: App): Promise<void> {
  for (const [name, schema] of Object.entries(NAMED_SCHEMAS)) app.addSchema({ ...schema, $id: name });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Synapse',
        description:
          'Boards, members and the live feed of a community. Ids are strings; errors follow RFC 9457.',
        version: API_VERSION,
      },
    },
    refResolver: {
      buildLocalReference: ({ $id }, _baseUri, _fragment, place) => String($id ?? `schema-${place}`),
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async (_, reply) => {
    reply.header('cache-control', 'no-cache');
    return app.swagger();
  });
}
