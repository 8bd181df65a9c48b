import { createHash, randomBytes } from 'node:crypto';
import type { OpenPrismaClient } from '@synapse/store';

/** Begins every key, so that a scanner for leaked secrets can tell one. */
const PREFIX = 'synapse_';
const USE_NOTED_EVERY_MS = 60_000;

/** A new key, and what is kept of it. It has 256 random bits, so that a plain digest gives nothing away. */
export function newApiKey(): { key: string; digest: string } {
  const key = PREFIX + randomBytes(32).toString('base64url');
  return { key, digest: digestOf(key) };
}

/** The key that a request came with, unless it was revoked; notes that it was used. */
export async function findApiKey(prisma: OpenPrismaClient, authorization: string, now: Date) {
  const [, key = ''] = /^Bearer (synapse_[\w-]{43})$/.exec(authorization) ?? [];
  const found = key && (await prisma.apiKey.findUnique({ where: { digest: digestOf(key) } }));
  if (!found || found.revokedAt) return null;
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > USE_NOTED_EVERY_MS) {
    await prisma.apiKey.update({ where: { id: found.id }, data: { lastUsedAt: now } });
  }
  return found;
}

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');
