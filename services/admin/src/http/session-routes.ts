import { Type } from '@sinclair/typebox';
import { AdminSession } from '@synapse/contracts';
import type { App } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import { READ_PROBLEMS } from './admin-problems.js';
import type { Admit } from './authenticate.js';

/** Who is signed in, and signing out. */
export function sessionRoutes(app: App, prisma: OpenPrismaClient, admit: Admit): void {
  const described = {
    tags: ['session'],
    response: { 204: Type.Null({ description: 'Signed out.' }), ...READ_PROBLEMS },
  };
  app.get(
    '/v1/admin/session',
    {
      onRequest: admit('session'),
      schema: {
        ...described,
        operationId: 'getSession',
        summary: 'Who is signed in.',
        response: { 200: AdminSession, ...READ_PROBLEMS },
      },
    },
    async ({ asker }, reply) => ({
      user_id: String(asker.actor),
      guild_ids: [...asker.guilds].map(String),
      csrf_token: reply.generateCsrf(),
    }),
  );
  app.delete(
    '/v1/admin/session',
    {
      onRequest: admit('session'),
      schema: { ...described, operationId: 'signOut', summary: 'Signs this browser out.' },
    },
    async (request, reply) => {
      await request.session.destroy();
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/v1/admin/sessions',
    {
      onRequest: admit('session'),
      schema: { ...described, operationId: 'signOutEverywhere', summary: 'Signs you out in every browser.' },
    },
    async ({ asker }, reply) => {
      await prisma.adminSession.deleteMany({ where: { userId: asker.actor } });
      return reply.code(204).send(null);
    },
  );
}
