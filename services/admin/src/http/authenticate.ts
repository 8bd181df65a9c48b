import type { KeyScope } from '@synapse/contracts';
import { type App, HttpProblem } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Asker } from '../changes/change.js';
import { findApiKey } from '../sign-in/api-keys.js';
import { NOT_AN_ADMIN } from '../sign-in/discord-sign-in.js';
import type { GuildAdmins } from '../sign-in/guild-admins.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set where a route admits only admins. */
    asker: Asker;
  }
}

/** What somebody must be allowed to: `session` is for people alone, and no key opens it. */
export type Need = KeyScope | 'session';

export interface AuthenticationOptions {
  app: App;
  prisma: OpenPrismaClient;
  admins: GuildAdmins;
}

const READS = ['GET', 'HEAD'];

/** Makes the `onRequest` hooks that admit admins, by their session or an API key, and nobody else. */
export function createAuthentication({ app, prisma, admins }: AuthenticationOptions) {
  app.decorateRequest('asker');
  return (need: Need) => {
    const admitAdmins = async (request: FastifyRequest): Promise<void> => {
      const { authorization } = request.headers;
      const { actor, door } =
        authorization === undefined ? bySession(request) : await byKey(prisma, authorization, need);
      const guilds = await admins.guildsOf(actor);
      if (guilds.size === 0) {
        if (door === 'http') await request.session.destroy();
        throw new HttpProblem(403, NOT_AN_ADMIN);
      }
      request.asker = { actor, guilds, door, address: request.ip };
    };
    return [admitAdmins, refuseForged];
  };

  /** A cookie comes along with whatever another site makes a browser send: the token does not. */
  function refuseForged(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    if (READS.includes(request.method) || request.asker.door !== 'http') done();
    else app.csrfProtection(request, reply, done);
  }
}

/** Hooks that a route runs before it looks at a request. */
export type Admit = ReturnType<typeof createAuthentication>;

type Caller = Pick<Asker, 'actor' | 'door'>;

function bySession({ session }: FastifyRequest): Caller {
  if (session.userId !== undefined) return { actor: BigInt(session.userId), door: 'http' };
  throw new HttpProblem(
    401,
    'Sign in at /v1/admin/sign-in, or send an API key as `Authorization: Bearer …`.',
  );
}

async function byKey(prisma: OpenPrismaClient, authorization: string, need: Need): Promise<Caller> {
  const key = await findApiKey(prisma, authorization, new Date());
  if (!key) throw new HttpProblem(401, 'This API key is none, or was revoked.');
  if (need === 'session') throw new HttpProblem(403, 'Only a signed-in admin may do this, and no API key.');
  if (!key.scopes.includes(need)) throw new HttpProblem(403, `This API key is not good for "${need}".`);
  return { actor: key.createdBy, door: `key:${key.id}` };
}
