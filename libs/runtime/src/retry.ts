import { setTimeout as delay } from 'node:timers/promises';
import { errorSummary } from './error-record.js';
import type { Logger } from './logger.js';

export interface RetryOptions {
  /** Ends the waiting: the promise rejects with an `AbortError`. */
  signal: AbortSignal;
  log: Pick<Logger, 'warn' | 'info'>;
  /** What is being tried, for people: "connect to NATS". */
  what: string;
  /** True for an error that passes by itself (the world says wait); any other is thrown at once. */
  isTransient: (error: unknown) => boolean;
  baseMs?: number;
  maxMs?: number;
}

/** Runs `fn` until it succeeds, with growing delays while its errors are transient. */
export async function retryForever<T>(fn: () => T | Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, log, what, isTransient, baseMs = 200, maxMs = 10_000 } = options;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const result = await fn();
      if (attempt > 1) log.info({ attempt }, `${what}: succeeded`);
      return result;
    } catch (error) {
      if (signal.aborted || !isTransient(error)) throw error;
      const waitMs = retryDelayMs(attempt, baseMs, maxMs);
      log.warn({ err: error, attempt, waitMs }, `${what}: failed, trying again: ${errorSummary(error)}`);
      await sleep(waitMs, signal);
    }
  }
}

/**
 * The wait after failure number `attempt` (from 1): doubles up to `maxMs`, and is spread over its upper half so that
 * services that failed together do not return together.
 */
export function retryDelayMs(attempt: number, baseMs: number, maxMs: number, random = Math.random()): number {
  const full = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** Waits; rejects with an `AbortError` as soon as the signal aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
