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

/** Words of Prisma's adapter for errors of the link. Source: `convertDriverError` in @prisma/adapter-pg. */
const PASSING_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);
/** No connection, or no transaction, within Prisma's own time. Source: Prisma's error reference. */
const PRISMA_TIMEOUTS = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);

/** Tells whether `error` says "wait": the database is away, restarting, full or busy. */
export function isPassingDatabaseError(error: unknown): boolean {
  if (error instanceof PositionMovedError || error instanceof OwnershipLostError) return true;
  const { code, message, errors } = (error ?? {}) as { code?: unknown; message?: unknown; errors?: unknown };
  if (Array.isArray(errors)) return errors.some(isPassingDatabaseError);
  if (typeof code !== 'string') return DRIVER_SAYS.test(String(message)) || isPassingForAdapter(error);
  if (error instanceof pg.DatabaseError) return isPassingCode(code);
  if (BROKEN_LINK.has(code) || PRISMA_TIMEOUTS.has(code)) return true;
  return isPassingForAdapter((error as { meta?: { driverAdapterError?: unknown } }).meta?.driverAdapterError);
}

const isPassingCode = (code: string) => PASSING_CODES.has(code) || PASSING_CLASSES.has(code.slice(0, 2));

/** What Prisma's adapter says of PostgreSQL's error: Prisma wraps it, but where it begins or ends a transaction. */
function isPassingForAdapter(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: { kind?: unknown; originalCode?: unknown } };
  return PASSING_KINDS.has(String(cause?.kind)) || isPassingCode(String(cause?.originalCode ?? ''));
}
