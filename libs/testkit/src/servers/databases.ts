import { Client } from 'pg';

/** The same server's address with another database. */
export function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** The same database's address for another role. */
export function roleUrl(url: string, role: string, password: string = testRolePassword): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = encodeURIComponent(password);
  return changed.href;
}

/** The password every service role has on the test server. */
export const testRolePassword = 'synapse-test';

/** Runs one piece of work on a connection of its own. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // The server may end while a connection idles; what was asked of it then rejects, which is enough.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates the database if it is not there and returns its address. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<string> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
  return databaseUrl(adminUrl, name);
}

/** Lets roles log in with these passwords. */
export async function setRolePasswords(adminUrl: string, passwords: Record<string, string>): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const [role, password] of Object.entries(passwords)) {
      await client.query(
        `alter role ${client.escapeIdentifier(role)} with login password ${client.escapeLiteral(password)}`,
      );
    }
  });
}

/** Every role that may log in and is no superuser. */
export function serviceRoles(adminUrl: string): Promise<string[]> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ rolname: string }>(
      'select rolname from pg_roles where rolcanlogin and not rolsuper order by rolname',
    );
    return rows.map((row) => row.rolname);
  });
}
