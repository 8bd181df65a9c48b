import type { Bus } from '@synapse/bus';
import type { Logger } from '@synapse/runtime';
import type { OpenPrismaClient, Pool } from '@synapse/store';

/** What changes are made with. */
export interface Admin {
  prisma: OpenPrismaClient;
  /** For reads that Prisma has no words for. */
  db: Pick<Pool, 'query'>;
  /** For what takes minutes: exports, and what looks for rows in a large journal. */
  slowDb: Pool;
  bus: Bus;
  community: string;
  log: Pick<Logger, 'info' | 'warn'>;
  /** Reads from the log what the guilds look like now, for some seconds at most. */
  readGuilds: () => Promise<{ guilds: number; isCaughtUp: boolean }>;
  /** Changes that one admin may make in a minute. */
  changesPerMinute: number;
}
