import { checkDurabilityOf, UnsafeDatabaseError } from './check-durability.js';
import { advice, type DriverError, describePlace } from './migrate/connect.js';
import { type Connection, type DatabaseOptions, ownerConnection } from './pool.js';

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

export interface CheckedDatabase extends DatabaseOptions {
  /** Whether the table is to be written; else it is only read. */
  writes?: boolean;
}

/**
 * Connects once and reads the table that the service lives by, so that a wrong address, password or role, and a database
 * that was never migrated, are told at the start and in words.
 * @param durability whether what this service commits must survive a power cut
 * @throws DatabaseUnusableError, UnsafeDatabaseError saying what to do
 */
export async function checkDatabase(
  { writes = false, ...options }: CheckedDatabase,
  table: string,
  durability: 'needed' | 'waived' = 'waived',
): Promise<void> {
  const place = describePlace(options.url);
  const connection = ownerConnection(options);
  connection.on('error', () => {});
  try {
    await connection.connect();
    await mustBeAllowed(connection, place, table, writes ? 'INSERT' : 'SELECT');
    if (durability === 'needed') await checkDurabilityOf(connection, place);
  } catch (error) {
    if (error instanceof UnsafeDatabaseError || error instanceof DatabaseUnusableError) throw error;
    throw new DatabaseUnusableError(place, hintFor(error as DriverError, table), error);
  } finally {
    await connection.end().catch(() => {});
  }
}

const WHO_MAY = `
  select current_user as "user", has_table_privilege($1::text, $2) as "isAllowed", array(
    select rolname::text from pg_class, aclexplode(relacl) join pg_roles on pg_roles.oid = grantee
    where pg_class.oid = $1::text::regclass and privilege_type = $2 and rolname <> pg_get_userbyid(relowner)
    order by rolname) as roles`;

/** What a role may not do would only be told at the first statement that does it, and in words that name no way out. */
async function mustBeAllowed(
  connection: Connection,
  place: string,
  table: string,
  privilege: 'INSERT' | 'SELECT',
): Promise<void> {
  const { rows } = await connection.query(WHO_MAY, [table, privilege]);
  const { user, isAllowed, roles } = rows[0] as { user: string; isAllowed: boolean; roles: string[] };
  if (isAllowed) return;
  const does = privilege === 'INSERT' ? 'write' : 'read';
  const [role = 'the role of this service'] = roles;
  const hint = `The user ${user} of DATABASE_URL may not ${does} ${table}. Log in as ${roles.join(' or ') || role}: DATABASE_URL=postgresql://${role}:…@${place}`;
  throw new DatabaseUnusableError(place, hint, null);
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
