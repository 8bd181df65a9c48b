import type { Client } from 'pg';
import type { Migration } from './migration-files.js';

/**
 * Looks before the leap: a right that is missing halfway would leave a failed migration behind.
 * @throws naming the right, and the statement that gives it.
 */
export async function checkRights(client: Client, pending: Migration[]): Promise<void> {
  const wanted = pending.flatMap(({ sql }) =>
    [...sql.matchAll(/\bCREATE ROLE (\w+)/g)].map((match) => match[1]),
  );
  const { rows } = await client.query<{
    user: string;
    createsTables: boolean;
    createsRoles: boolean;
    missing: string[];
  }>(
    `SELECT quote_ident(current_user) AS "user",
            has_schema_privilege('public', 'CREATE') AS "createsTables",
            (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS "createsRoles",
            ARRAY(SELECT role FROM unnest($1::text[]) AS role
                  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) ORDER BY role) AS missing`,
    [wanted],
  );
  const [rights] = rows;
  if (!rights?.createsTables) {
    throw new Error(
      `The user ${rights?.user} may not create tables: migrate as the owner of the database, or run GRANT CREATE ON SCHEMA public TO ${rights?.user} as a superuser.`,
    );
  }
  if (rights.missing.length === 0 || rights.createsRoles) return;
  const statements = rights.missing.map(
    (role) => `CREATE ROLE ${role} LOGIN; ALTER ROLE ${role} SET timezone TO 'UTC';`,
  );
  throw new Error(
    `The user ${rights.user} may not create the service roles: run ALTER ROLE ${rights.user} CREATEROLE; or ${statements.join(' ')} as a superuser, then migrate again.`,
  );
}

/** @throws when a database that was never migrated already holds something: the tables would land among a stranger's. */
export async function refuseForeignTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
    ORDER BY relname LIMIT 3`);
  if (rows.length === 0) return;
  throw new Error(
    `P3005: the database was never migrated and is not empty (it holds ${rows.map((row) => row.name).join(', ')}): use an empty database.`,
  );
}
