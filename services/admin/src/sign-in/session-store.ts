import { createHash } from 'node:crypto';
import type * as Sessions from '@fastify/session';
import type { OpenPrismaClient, Prisma } from '@synapse/store';

declare module 'fastify' {
  interface Session {
    /** Who is signed in: a Discord id. */
    userId?: string;
  }
}

/** How long a sign-in lasts. */
export const SESSION_MS = 12 * 60 * 60_000;

type Stored = Parameters<Sessions.SessionStore['set']>[1];

/** Keeps sessions in `admin_sessions`, so that they outlive the process and can be taken back. */
export function createSessionStore(prisma: OpenPrismaClient): Sessions.SessionStore {
  return {
    set(id, session, done) {
      const row = {
        userId: session.userId === undefined ? null : BigInt(session.userId),
        data: JSON.parse(JSON.stringify(session)) as Prisma.InputJsonObject,
        expiresAt: new Date(session.cookie.expires ?? Date.now() + SESSION_MS),
      };
      const where = { idDigest: digest(id) };
      prisma.adminSession
        .upsert({ where, create: { ...where, ...row }, update: row })
        .then(() => done(), done);
    },
    get(id, done) {
      const now = new Date();
      prisma.adminSession
        .findFirst({ where: { idDigest: digest(id), expiresAt: { gt: now } } })
        .then((row) => done(null, row ? (row.data as unknown as Stored) : null), done);
    },
    destroy(id, done) {
      prisma.adminSession.deleteMany({ where: { idDigest: digest(id) } }).then(() => done(), done);
    },
  };
}

/** Sessions and sign-ins whose time is over. */
export async function dropExpiredSessions(prisma: OpenPrismaClient, now: Date): Promise<void> {
  await prisma.adminSession.deleteMany({ where: { expiresAt: { lte: now } } });
  await prisma.signInAttempt.deleteMany({ where: { expiresAt: { lte: now } } });
}

const digest = (id: string): string => createHash('sha256').update(id).digest('hex');
