import { errorSummary, type Logger, sleep } from '@synapse/runtime';
import { type DatabaseOptions, findDrift, openPool } from '@synapse/store';

export interface DriftWatch {
  database: DatabaseOptions;
  everyMinutes: number;
  log: Logger;
  /** Told how many members' figures are not the sums of the journal; 0 is expected. */
  onFound: (members: number) => void;
}

/** It reads the whole journal. */
const TIMEOUT_MS = 3_600_000;

/** Holds every member's figures against the journal now and then, on a connection of its own, until `signal` aborts. */
export async function watchDrift(
  { database, everyMinutes, log, onFound }: DriftWatch,
  signal: AbortSignal,
): Promise<void> {
  if (!everyMinutes) return;
  const pool = openPool({ ...database, statementTimeoutMs: TIMEOUT_MS, max: 1 });
  try {
    while (!signal.aborted) {
      await findDrift(pool).then(
        (drift) => {
          onFound(drift.length);
          if (drift.length > 0)
            log.error({ members: drift.length }, 'figures differ from the journal: see `npm run verify`');
        },
        (error: unknown) =>
          log.warn({ err: error }, `the figures could not be checked: ${errorSummary(error)}`),
      );
      await sleep(everyMinutes * 60_000, signal).catch(() => {});
    }
  } finally {
    await pool.end();
  }
}
