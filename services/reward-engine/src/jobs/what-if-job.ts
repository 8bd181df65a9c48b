import type { JobInput } from '@synapse/contracts';
import { OperatorError } from '@synapse/runtime';
import type { DatabaseOptions, DoJob } from '@synapse/store';
import { whatIf } from '../what-if/what-if.js';

const NOTED_EVERY_MS = 1_000;

/** Finds out what other rules would have brought, in a snapshot of its own. Killed, it begins anew: it changes nothing. */
export const whatIfJob =
  (database: DatabaseOptions, community: string): DoJob =>
  async ({ input, askedAt }, { db, note, signal }) => {
    const { changes, since, until } = input as JobInput<'what_if'>;
    let notedAt = 0;
    const onProgress = (done: bigint, of: bigint) => {
      if (Date.now() - notedAt < NOTED_EVERY_MS) return;
      notedAt = Date.now();
      // How far it is matters to nobody who is not looking: the next one tells.
      note(db, { done: Number(done), total: Number(of), place: {} }).catch(() => {});
    };
    const span = {
      since: timeOf('since', since),
      until: until === undefined ? Number.MAX_SAFE_INTEGER : timeOf('until', until),
    };
    return whatIf({ database, community, now: askedAt, onProgress, signal }, { changes, span });
  };

function timeOf(name: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new OperatorError(`${name}: this is no time.`, 'For example: 2026-01-31T00:00:00Z');
  return time;
}
