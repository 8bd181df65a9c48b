import { errorSummary, type Logger, retryDelayMs, sleep } from '@synapse/runtime';
import type { Commit } from './commit.js';
import { type Level, reopenLevel } from './open-level.js';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;

export interface DurableWriter {
  /** Resolves with true when the commit is on disk, however long that takes; with false when the writer gave up. */
  write(commit: Commit): Promise<boolean>;
  isFailing(): boolean;
  /** Ends the retries: what is not on disk yet will be sent by Discord again. */
  giveUp(): void;
}

interface WriterOptions {
  log: Pick<Logger, 'warn' | 'info'>;
  onLost: (error: unknown) => void;
}

/** Writes commits, and retries while the disk is full or broken. */
export function durableWriter(
  level: Level,
  { log, onLost }: WriterOptions,
  onChange: () => void,
): DurableWriter {
  const ending = new AbortController();
  let failing = false;

  const say = (isFailing: boolean) => {
    if (failing === isFailing) return;
    failing = isFailing;
    onChange();
  };
  const writeOnce = ({ operations, sync }: Commit) => level.batch(operations, { sync });
  const recover = async (error: unknown, attempt: number) => {
    say(true);
    const waitMs = retryDelayMs(attempt, FIRST_DELAY_MS, LONGEST_DELAY_MS);
    log.warn(
      { err: error, attempt, waitMs },
      `the spool cannot be written, trying again: ${errorSummary(error)}`,
    );
    await sleep(waitMs, ending.signal).catch(() => {});
    // After a failed write LevelDB refuses all others until it is opened anew.
    if (!ending.signal.aborted) await reopenLevel(level).catch(onLost);
  };

  return {
    async write(commit) {
      for (let attempt = 1; !ending.signal.aborted || attempt === 1; attempt++) {
        try {
          await writeOnce(commit);
          if (failing) log.info('the spool is written again');
          say(false);
          return true;
        } catch (error) {
          await recover(error, attempt);
        }
      }
      return false;
    },
    isFailing: () => failing,
    giveUp: () => ending.abort(),
  };
}
