import type { App } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import { ImportBody, ImportReport, LARGEST_FILE, previewImport } from '../resources/member-imports.js';
import { CHANGE_PROBLEMS } from './admin-problems.js';
import type { Admit } from './authenticate.js';

/** Serves the dry run of an import: it asks much and changes nothing. */
export function importRoutes(app: App, prisma: OpenPrismaClient, admit: Admit): void {
  app.post(
    '/v1/admin/imports/preview',
    {
      onRequest: admit('members'),
      bodyLimit: 2 * LARGEST_FILE,
      schema: {
        operationId: 'previewImport',
        summary: 'What an import would do, line by line; nothing is changed.',
        tags: ['imports'],
        body: ImportBody,
        response: { 200: ImportReport, ...CHANGE_PROBLEMS },
      },
    },
    ({ body }) => previewImport(prisma, body),
  );
}
