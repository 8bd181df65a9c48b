import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Type } from '@sinclair/typebox';
import { MemberExport } from '@synapse/contracts';
import { explainRead } from '@synapse/economy';
import { type App, HttpProblem, NOT_FOUND } from '@synapse/http';
import { exportMember, memberExportDocument } from '@synapse/store';
import type { Admin } from '../changes/admin.js';
import { READ_PROBLEMS } from './admin-problems.js';
import type { Admit } from './authenticate.js';
import { DiscordId } from './ids.js';

/** Serves everything that is stored about a member as one document, row by row, however much there is. */
export function exportRoute(app: App, { slowDb }: Admin, admit: Admit): void {
  app.get(
    '/v1/admin/members/:id/export',
    {
      onRequest: admit('members'),
      schema: {
        operationId: 'exportMember',
        summary: 'Everything stored about a member, as one document of one moment.',
        tags: ['members'],
        params: Type.Object({ id: DiscordId }),
        querystring: Type.Object({}, { additionalProperties: false }),
        response: {
          200: {
            description: 'The document, as it comes.',
            content: { 'application/json': { schema: Type.Unsafe<unknown>(MemberExport) } },
          },
          ...READ_PROBLEMS,
          ...NOT_FOUND,
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const sent = await exportMember(slowDb, BigInt(id), async (read) => {
        const document = Readable.from(memberExportDocument(BigInt(id), read, explainRead));
        reply
          .type('application/json; charset=utf-8')
          .header('content-disposition', `attachment; filename="member-${id}.json"`)
          .send(document);
        // Whoever asked may go away in the middle of it.
        await finished(document).catch(() => {});
        return true;
      });
      if (!sent) throw new HttpProblem(404, 'Nothing is stored about anybody with this id.');
      return reply;
    },
  );
}
