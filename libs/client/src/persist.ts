import { setTimeout as delay } from 'node:timers/promises';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** Often enough that one that is lost does no harm: see `ACK_WITHIN_MS` of the bus. */
const STILL_BUSY_EVERY_MS = 2_500;

export interface PersistOptions {
  signal: AbortSignal;
  /** Called again and again while it goes on. */
  stillBusy: () => void;
  onError: (error: unknown, attempt: number) => void;
}

/** Tries until it succeeds, with growing delays. @returns false when `signal` aborts before that */
export async function persist(
  work: () => Promise<unknown>,
  { signal, stillBusy, onError }: PersistOptions,
): Promise<boolean> {
  const busy = setInterval(stillBusy, STILL_BUSY_EVERY_MS);
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await work();
        return true;
      } catch (error) {
        onError(error, attempt);
      }
      const waitMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
      await delay(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return false;
    }
  } finally {
    clearInterval(busy);
  }
}
