import type { Client } from 'pg';
import { connect, type DriverError, refuseOldServer } from './connect.js';
import {
  createLedger,
  type LedgerRow,
  lockLedger,
  readLedger,
  recordFailure,
  recordFinish,
  recordStart,
} from './ledger.js';
import { defaultMigrationsDir, type Migration, readMigrations } from './migration-files.js';
import { checkRights, refuseForeignTables } from './rights.js';

export { type DatabaseService, serviceRoles } from './service-roles.js';

/**
 * Applies what the folder has and the database lacks, in order, and keeps the books as `prisma migrate deploy` does.
 * Calls at the same moment wait for each other. `log` gets one line for each migration applied and each oddity met.
 * @returns the names applied now; none when the database was up to date.
 * @throws with a message for people: what is wrong, where, and what to do.
 */
export async function migrate(
  url: string,
  options: { migrationsDir?: string; log?: (line: string) => void } = {},
): Promise<{ applied: string[] }> {
  const { migrationsDir = defaultMigrationsDir, log = () => {} } = options;
  const migrations = await readMigrations(migrationsDir);
  const client = await connect(url);
  try {
    refuseOldServer(await serverVersion(client));
    await lockLedger(client, log);
    const ledger = await readLedger(client);
    refuseFailed(ledger ?? []);
    const pending = compare(migrations, ledger ?? [], log);
    if (pending.length > 0) await checkRights(client, pending);
    if (!ledger) {
      await refuseForeignTables(client);
      await createLedger(client);
    }
    for (const migration of pending) {
      await apply(client, migration);
      log(`applied ${migration.name}`);
    }
    return { applied: pending.map(({ name }) => name) };
  } finally {
    await client.end().catch(() => {});
  }
}

async function serverVersion(client: Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return rows[0]?.server_version ?? 'of an unknown version';
}

function refuseFailed(ledger: LedgerRow[]): void {
  const failed = ledger.find(({ state }) => state === 'failed');
  if (!failed) return;
  const reason = failed.logs?.replaceAll(/\s+/g, ' ').trim() || 'it was cut off before it could note why';
  throw new Error(
    `P3009: migration ${failed.name} failed in this database at ${failed.startedAt.toISOString()} (${reason}). ${wayOut(failed.name)}`,
  );
}

function wayOut(name: string): string {
  return (
    'Nothing is applied until that is resolved: mend the cause, undo by hand what the migration may have committed, run ' +
    `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${name}' AND finished_at IS NULL; and migrate again.`
  );
}

/** Returns what is still to be applied. */
function compare(migrations: Migration[], ledger: LedgerRow[], log: (line: string) => void): Migration[] {
  const applied = new Map(
    ledger.filter(({ state }) => state === 'applied').map((row) => [row.name, row.checksum]),
  );
  const known = new Set(migrations.map(({ name }) => name));
  for (const { name, checksum } of migrations) {
    if (applied.has(name) && applied.get(name) !== checksum) {
      log(
        `warning: migration ${name} was edited after it was applied; the edit has no effect here. Restore the file and put the change into a new migration.`,
      );
    }
  }
  const ahead = [...applied.keys()].filter((name) => !known.has(name));
  if (ahead.length > 0) {
    log(
      `note: the database is ahead of this folder by ${ahead.join(', ')}: a newer version of Synapse has migrated it.`,
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/** The whole file is one query, and so one transaction unless it says otherwise. */
async function apply(client: Client, migration: Migration): Promise<void> {
  const id = await recordStart(client, migration);
  try {
    await client.query(migration.sql);
  } catch (error) {
    const reason = explainStatement(error as DriverError, migration.sql);
    // A connection that died cannot note why; the unfinished row stays and blocks all the same.
    await client
      .query('ROLLBACK')
      .then(() => recordFailure(client, id, reason))
      .catch(() => {});
    throw new Error(`Migration ${migration.name} failed: ${reason}. ${wayOut(migration.name)}`, {
      cause: error,
    });
  }
  await recordFinish(client, id);
}

function explainStatement(error: DriverError, sql: string): string {
  const line = error.position ? sql.slice(0, Number(error.position)).split('\n').length : undefined;
  const place = line ? ` at line ${line} of migration.sql` : '';
  const code = error.code ? ` (${error.code})` : '';
  return `${error.message}${code}${place}`;
}
