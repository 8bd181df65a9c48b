import { Client } from 'pg';

const oldestServer = 16;

/** What the driver throws: the server's own errors carry SQLSTATE and position, the network's a system code. */
export type DriverError = Error & { code?: string; position?: string };

/**
 * Opens the one connection that migrates: schema `public`, UTC, no statement or lock timeout.
 * @throws with a message for people, which never holds the password.
 */
export async function connect(url: string): Promise<Client> {
  const place = describePlace(url);
  const client = new Client({
    connectionString: url,
    application_name: 'synapse-migrate',
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks between two statements is reported by the next one.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(
      `SET search_path TO public; SET TimeZone TO 'UTC'; SET statement_timeout TO 0; SET lock_timeout TO 0`,
    );
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw explainConnection(error as DriverError, place);
  }
}

/** @throws when `version`, as in `server_version`, is older than Synapse needs. */
export function refuseOldServer(version: string): void {
  if (Number.parseInt(version, 10) >= oldestServer) return;
  throw new Error(
    `The server of DATABASE_URL is PostgreSQL ${version} and Synapse needs ${oldestServer} or newer: upgrade it, or use another server.`,
  );
}

/** Host, port and database of a URL: never its password. @throws when it is no URL of PostgreSQL */
export function describePlace(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new Error(
      'DATABASE_URL is not of the form postgresql://user:password@host:port/database: correct it.',
    );
  }
  const host = parsed.hostname || parsed.searchParams.get('host') || 'localhost';
  return `${host}:${parsed.port || 5432}${parsed.pathname}`;
}

/** What to do about a connection that failed, by the driver's code. */
export const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start PostgreSQL, or correct host and port in DATABASE_URL.',
  ENOTFOUND: 'that host is not known. Correct it in DATABASE_URL.',
  '28P01': 'user or password is wrong. Correct them in DATABASE_URL.',
  '28000': 'the server does not let this user in. Check the user in DATABASE_URL and pg_hba.conf.',
  '3D000': 'that database does not exist. Create it (CREATE DATABASE), or correct the name in DATABASE_URL.',
  '42501': 'this user may not connect to it. Migrate as the owner of the database.',
};

function explainConnection(error: DriverError, place: string): Error {
  const reason =
    advice[error.code ?? ''] ?? `${error.message}. Check DATABASE_URL and that the server is up.`;
  return new Error(`Cannot connect to PostgreSQL at ${place}: ${reason}`, { cause: error });
}
