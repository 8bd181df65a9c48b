import { type Logger, retryForever } from '@synapse/runtime';
import { type Owner, scrubStep } from '@synapse/store';

export interface Scrubber {
  /** Something may have been erased. */
  wake(): void;
}

/**
 * Takes the ids of erased members out of other members' lake rows, in small transactions between those of the log, until
 * `until` aborts. Begins with what an earlier owner left.
 */
export function startScrubber(owner: Owner, log: Logger, until: AbortSignal): Scrubber {
  let isRunning = false;
  let isWoken = false;

  async function run(): Promise<void> {
    do {
      isWoken = false;
      while (!until.aborted && (await owner.transaction((connection) => scrubStep(connection))));
    } while (isWoken && !until.aborted);
  }

  function wake(): void {
    isWoken = true;
    if (isRunning) return;
    isRunning = true;
    // A failure of its own must not stop the lake: what is left to do is in the tables.
    retryForever(run, { signal: until, log, what: 'scrub the lake', isTransient: () => true })
      .catch(() => {})
      .finally(() => {
        isRunning = false;
        if (isWoken && !until.aborted) wake();
      });
  }

  wake();
  return { wake };
}
