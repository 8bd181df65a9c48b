import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';

export { Prisma, PrismaClient, QuestStatus } from './generated/client.js';

export interface PrismaOptions {
  /** What `pg_stat_activity` shows. */
  applicationName?: string;
  /** A statement that takes longer is cancelled by the server. */
  statementTimeoutMs?: number;
  /** The most connections held at once. */
  maxConnections?: number;
}

export type OpenPrismaClient = PrismaClient & {
  /** Waits for running queries, then closes every connection. */
  close(): Promise<void>;
};

/** Opens nothing yet: the first query connects. Hot paths go around this client, with `pg`. */
export function openPrisma(url: string, options: PrismaOptions = {}): OpenPrismaClient {
  const { applicationName = 'synapse', statementTimeoutMs = 10_000, maxConnections = 5 } = options;
  const adapter = new PrismaPg(
    {
      connectionString: inUtc(url),
      application_name: applicationName,
      statement_timeout: statementTimeoutMs,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      max: maxConnections,
    },
    // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
    { onPoolError: () => {} },
  );
  const client = new PrismaClient({ adapter });
  return Object.assign(client, { close: () => client.$disconnect() });
}

/** The adapter reads every timestamp as UTC, whatever the session's time zone: any other would shift them silently. */
function inUtc(url: string): string {
  const target = new URL(url);
  const given = target.searchParams.get('options');
  target.searchParams.set('options', [given, '-c TimeZone=UTC'].filter(Boolean).join(' '));
  return target.href;
}
