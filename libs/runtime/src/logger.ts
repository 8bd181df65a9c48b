import { isSpanContextValid, trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { errorRecord } from './error-record.js';
import { maskUrl } from './mask-url.js';
import type { LogLevel } from './shared-specs.js';

export type Logger = pino.Logger;

const SECRET_KEYS = ['token', 'password', 'authorization', 'content'];

/**
 * Creates the log of a service: one JSON object a line, with the ids of the active trace. Tokens, passwords and message
 * text are redacted by key, passwords in URLs wherever they stand.
 * @param to where lines go; standard output, written synchronously, so that none is lost when the process exits
 */
export function createLogger(
  options: { service: string; level?: LogLevel },
  to: pino.DestinationStream = pino.destination({ dest: 1, sync: true }),
): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: activeTrace,
      formatters: { level: (label) => ({ level: label }), log: bigintsAsText },
      serializers: { err: errorRecord, error: errorRecord },
      redact: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      // The message of a line may quote a driver's error, which no redaction by key reaches.
      hooks: { streamWrite: maskUrl },
    },
    to,
  );
}

function activeTrace(): object {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return {};
  return { trace_id: span.traceId, span_id: span.spanId };
}

/** JSON has no bigint, and as a number a snowflake would lose its last digits. */
function bigintsAsText(fields: Record<string, unknown>): Record<string, unknown> {
  if (!Object.values(fields).some((value) => typeof value === 'bigint')) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
  );
}
