import { maskUrl } from './mask-url.js';

/** What a log line keeps of an error. */
export interface ErrorRecord {
  type: string;
  message: string;
  code?: string | number;
  hint?: string;
  stack?: string;
  cause?: ErrorRecord;
  errors?: ErrorRecord[];
}

const MAX_DEPTH = 4;
const MAX_PARTS = 5;

/**
 * Turns anything thrown into a plain record: message, stack, code, hint, causes and parts. All other properties are
 * dropped, because drivers hang requests, rows and connection settings on their errors; passwords in URLs are masked.
 */
export function errorRecord(error: unknown, depth = 0): ErrorRecord {
  if (!(error instanceof Error)) return { type: typeof error, message: maskUrl(String(error)) };
  const { code, hint } = error as { code?: unknown; hint?: unknown };
  return {
    type: error.name,
    message: maskUrl(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof hint === 'string' && { hint: maskUrl(hint) }),
    ...(error.stack !== undefined && { stack: maskUrl(error.stack) }),
    ...(depth < MAX_DEPTH && linkedErrors(error, depth + 1)),
  };
}

/** Node reports a refused connection to "localhost" as an AggregateError without a message of its own. */
function linkedErrors(error: Error, depth: number): Pick<ErrorRecord, 'cause' | 'errors'> {
  const parts = error instanceof AggregateError ? error.errors.slice(0, MAX_PARTS) : [];
  return {
    ...(error.cause !== undefined && { cause: errorRecord(error.cause, depth) }),
    ...(parts.length > 0 && { errors: parts.map((part) => errorRecord(part, depth)) }),
  };
}

/** The messages of an error, its parts and its causes on one line, for people. */
export function errorSummary(error: unknown): string {
  return summaryOf(errorRecord(error));
}

/** `said` is what the error above it tells: one that is quoted there already is not told twice. */
function summaryOf({ type, message, code, cause, errors = [] }: ErrorRecord, said = ''): string {
  const own = message || errors.map((part) => summaryOf(part)).join(', ') || String(code ?? type);
  const why = cause === undefined ? '' : summaryOf(cause, own);
  if (said.includes(own)) return why;
  return why ? `${own} (because: ${why})` : own;
}
