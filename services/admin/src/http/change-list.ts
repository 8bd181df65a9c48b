import { Type } from '@sinclair/typebox';
import { ChangeDescription } from '@synapse/contracts';
import type { App } from '@synapse/http';
import type { AnyChange } from '../changes/change.js';
import { etagOf } from '../changes/etag.js';
import { READ_PROBLEMS } from './admin-problems.js';
import type { Admit } from './authenticate.js';
import { FILE_TYPE } from './uploads.js';

/** Serves what can be changed, so that pages and tools can make forms of it. */
export function changeList(app: App, admit: Admit, changes: readonly AnyChange[]): void {
  const items = changes.map(({ name, method, path, summary, isVersioned = false, body, upload }) => ({
    name,
    method,
    path,
    summary,
    versioned: isVersioned,
    body,
    upload: upload ? { content_type: FILE_TYPE, description: upload.description, query: upload.query } : null,
  }));
  const etag = etagOf(items);
  app.get(
    '/v1/admin/changes',
    {
      onRequest: admit('read'),
      schema: {
        operationId: 'listChanges',
        summary: 'Everything that can be changed, with what each change wants.',
        tags: ['setup'],
        querystring: Type.Object({}, { additionalProperties: false }),
        response: { 200: Type.Object({ items: Type.Array(ChangeDescription) }), ...READ_PROBLEMS },
      },
    },
    async (_, reply) => {
      reply.header('etag', etag);
      return { items };
    },
  );
}
