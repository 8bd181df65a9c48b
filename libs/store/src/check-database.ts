import { checkDurabilityOf, UnsafeDatabaseError } from './check-durability.js';
import { advice, type DriverError, describePlace } from './migrate/connect.js';
import { type DatabaseOptions, ownerConnection } from './pool.js';

/** The database cannot be used as it is configured. */
export class DatabaseUnusableError extends Error {
  override name = 'DatabaseUnusableError';
  constructor(
    place: string,
    readonly hint: string,
    cause: unknown,
  ) {
    super(`Cannot use PostgreSQL at ${place}.`, { cause });
  }
}

const MISSING_TABLE = '42P01';
const NOT_ALLOWED = '42501';

/**
 * Connects once and reads the table that the service lives by, so that a wrong address, password or role, and a database
 * that was never migrated, are told at the start and in words.
 * @param durability whether what this service commits must survive a power cut
 * @throws DatabaseUnusableError, UnsafeDatabaseError saying what to do
 */
export async function checkDatabase(
  options: DatabaseOptions,
  table: string,
  durability: 'needed' | 'waived' = 'waived',
): Promise<void> {
  const place = describePlace(options.url);
  const connection = ownerConnection(options);
  connection.on('error', () => {});
  try {
    await connection.connect();
    await connection.query(`select from ${table} limit 0`);
    if (durability === 'needed') await checkDurabilityOf(connection, place);
  } catch (error) {
    if (error instanceof UnsafeDatabaseError) throw error;
    throw new DatabaseUnusableError(place, hintFor(error as DriverError, table), error);
  } finally {
    await connection.end().catch(() => {});
  }
}

function hintFor({ code = '', message }: DriverError, table: string): string {
  if (code === MISSING_TABLE)
    return `The table ${table} is missing: run \`npm run db:migrate\` on this database first.`;
  if (code === NOT_ALLOWED) return `This user may not read ${table}: log in with the role of this service.`;
  const known = advice[code];
  return known
    ? known.charAt(0).toUpperCase() + known.slice(1)
    : `${message}. Check DATABASE_URL and that the server is up.`;
}
