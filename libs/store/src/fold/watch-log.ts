import { setTimeout as delay } from 'node:timers/promises';
import type { LogSource, LogState } from '@synapse/contracts';

const EVERY_MS = 5_000;

/**
 * Looks at the log every few seconds until `until` aborts, and notices what no entry would tell an idle reader: that the
 * stream was wiped or replaced. A broker that is away is no finding.
 * @param check throws when the log does not fit
 */
export async function watchLog(
  log: LogSource,
  check: (state: LogState) => void,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    await delay(EVERY_MS, undefined, { signal: until }).catch(() => {});
    if (until.aborted) return;
    const state = await log.state().catch((error: Error) => {
      if (error.name === 'LogMissingError') throw error;
      return null;
    });
    if (state && !until.aborted) check(state);
  }
}
