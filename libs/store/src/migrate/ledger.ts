import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { Migration } from './migration-files.js';

/** Prisma's own key: whoever migrates with Prisma's tools meanwhile waits for us, and we for them. */
const lockKey = 72707369;

/** Prisma's own definition, to the column. */
const definition = `
CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

export interface LedgerRow {
  name: string;
  checksum: string;
  state: 'applied' | 'failed' | 'rolled back';
  startedAt: Date;
  logs: string | null;
}

/** Waits until no one else migrates this database; the lock goes with the connection. */
export async function lockLedger(client: Client, log: (line: string) => void): Promise<void> {
  const attempt = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [lockKey]);
  if (attempt.rows[0]?.free) return;
  log('another migration of this database is running: waiting for it to end');
  await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
}

/** Returns the rows in the order they were started, or null when the database was never migrated. */
export async function readLedger(client: Client): Promise<LedgerRow[] | null> {
  const table = await client.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  );
  if (!table.rows[0]?.found) return null;
  const { rows } = await client.query<LedgerRow>(`
    SELECT migration_name AS name, checksum, started_at AS "startedAt", logs,
           CASE WHEN rolled_back_at IS NOT NULL THEN 'rolled back'
                WHEN finished_at IS NULL THEN 'failed'
                ELSE 'applied' END AS state
    FROM _prisma_migrations ORDER BY started_at`);
  return rows;
}

export async function createLedger(client: Client): Promise<void> {
  await client.query(definition);
}

/** Returns the id of the new row, which reads as failed until `recordFinish`. */
export async function recordStart(client: Client, migration: Migration): Promise<string> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    migration.checksum,
    migration.name,
  ]);
  return id;
}

export async function recordFinish(client: Client, id: string): Promise<void> {
  await client.query(
    `UPDATE _prisma_migrations
     SET finished_at = clock_timestamp(), applied_steps_count = applied_steps_count + 1 WHERE id = $1`,
    [id],
  );
}

export async function recordFailure(client: Client, id: string, logs: string): Promise<void> {
  await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, logs]);
}
