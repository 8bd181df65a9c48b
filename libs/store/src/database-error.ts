import pg from 'pg';

/** The database is another one than this service's position belongs to, or somebody else moved it. */
export class PositionMovedError extends Error {
  override name = 'PositionMovedError';
}

/** The connection that holds the lock of a community is gone. */
export class OwnershipLostError extends Error {
  override name = 'OwnershipLostError';
}

/** Source: PostgreSQL's appendix "Error Codes". */
const PASSING_CLASSES = new Set(['08', '53', '57', '58']);
const PASSING_CODES = new Set(['40001', '40P01', '55P03', '25P03']);
const BROKEN_LINK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const DRIVER_SAYS =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable|timeout expired/;

/** Tells whether `error` says "wait": the database is away, restarting, full or busy. */
export function isPassingDatabaseError(error: unknown): boolean {
  if (error instanceof PositionMovedError || error instanceof OwnershipLostError) return true;
  const { code, message, errors } = (error ?? {}) as { code?: unknown; message?: unknown; errors?: unknown };
  if (Array.isArray(errors)) return errors.some(isPassingDatabaseError);
  if (typeof code !== 'string') return DRIVER_SAYS.test(String(message));
  if (error instanceof pg.DatabaseError) {
    return PASSING_CODES.has(code) || PASSING_CLASSES.has(code.slice(0, 2));
  }
  return BROKEN_LINK.has(code);
}
