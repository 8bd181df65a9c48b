import { isPassingDatabaseError } from '../database-error.js';

/** A reader can wait for these as well: nobody may log in, the database is not made, or not migrated. */
const NOT_SET_UP = /^(28|3D|42P01$)/;

/** Tells whether a read failed because the database cannot be used now. Any other error is a fault of the statement. */
export function isDatabaseAway(error: unknown): boolean {
  if (isPassingDatabaseError(error)) return true;
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  // The only calls to the system that a read makes are those of its link to the server.
  return typeof syscall === 'string' || (typeof code === 'string' && NOT_SET_UP.test(code));
}
