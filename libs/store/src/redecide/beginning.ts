import type { LogState } from '@synapse/contracts';
import type { LogPlace } from './checkpoint.js';

/** From where judging anew begins. */
export type Beginning = 'first entry' | 'checkpoint';

/** The log does not reach back to where judging anew was to begin. */
export class LogTooShortError extends Error {
  override name = 'LogTooShortError';
  readonly hint =
    'Run `npm run checkpoint` now, and again before the log drops its entries: from then on it can be judged anew from there.';
}

/**
 * As far back as the log and the checkpoint reach.
 * @param wanted `checkpoint` not to begin with the first entry, though it is there
 * @throws LogTooShortError saying which entries are gone
 */
export function chooseBeginning(
  log: LogState,
  checkpoint: LogPlace | null,
  wanted: Beginning | undefined,
): Beginning {
  if (wanted !== 'checkpoint' && log.first === 1) return 'first entry';
  const why = whyNot(log, checkpoint);
  if (why === null) return 'checkpoint';
  if (wanted === 'checkpoint') throw new LogTooShortError(why);
  throw new LogTooShortError(`The log begins with entry ${log.first}: the first ones are gone. ${why}`);
}

function whyNot(log: LogState, checkpoint: LogPlace | null): string | null {
  if (!checkpoint) return 'There is no checkpoint.';
  const { streamCreated, sequence } = checkpoint;
  if (streamCreated !== log.created) {
    return `The checkpoint belongs to the stream made at ${streamCreated}, this one was made at ${log.created}.`;
  }
  if (log.first <= sequence + 1) return null;
  return `The checkpoint was taken at entry ${sequence}, and the entries ${sequence + 1} to ${log.first - 1} are gone.`;
}
