import { isPassingDatabaseError } from '../database-error.js';

/** A reader can wait for these as well: nobody may log in, the database is not made, or not migrated. */
const NOT_SET_UP = /^(28|3D|42P01$)/;

/** Tells whether a read failed because the database cannot be used now. Any other error is a fault of the statement. */
export function isDatabaseAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return isPassingDatabaseError(error) || (typeof code === 'string' && NOT_SET_UP.test(code));
}
