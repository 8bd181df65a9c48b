import type { JobInput, RebuildReport } from '@synapse/contracts';
import {
  type Connection,
  countErasures,
  countMembers,
  type DoJob,
  isDifferent,
  LARGEST_ID,
  lastOfNext,
  type MemberRange,
  rebuildFigures,
} from '@synapse/store';
import { addDifferences } from '../add-differences.js';

/** Members that one step looks at: the log waits for it meanwhile. */
const MEMBERS_A_STEP = 200;

interface Place extends RebuildReport {
  after: string;
  total: number;
  /** Erasures that the engine has passed: examples may name whoever the next one is about. */
  erasures: number;
}

/**
 * Holds members against their journal, some at a time between the batches of the log, and mends them if that is asked for.
 * @param forget called, before the commit and after it, when rows were written that the fold may remember
 */
export const rebuildMembers =
  (community: string, forget: () => void): DoJob =>
  async (job, { owner, db, note, signal }) => {
    const { repair } = job.input as JobInput<'rebuild'>;
    let place: Place = (job.place as Place | null) ?? {
      after: '0',
      total: await countMembers(db),
      erasures: await countErasures(db),
      members: 0,
      tables: [],
      repaired: repair,
    };
    for (let isMore = true; isMore; ) {
      signal.throwIfAborted();
      let isMended = false;
      place = await owner.transaction(async (connection) => {
        const after = BigInt(place.after);
        const last = await lastOfNext(connection, after, MEMBERS_A_STEP);
        isMore = last !== null;
        const range: MemberRange = { after, last: last ?? LARGEST_ID };
        const found = await rebuildFigures(connection, community, repair, range);
        isMended = repair && found.tables.some(isDifferent);
        if (isMended) forget();
        const before = await withoutErased(connection, place);
        const next = {
          ...before,
          after: String(range.last),
          members: before.members + found.members,
          tables: addDifferences(before.tables, found.tables),
        };
        const total = Math.max(next.total, next.members);
        await note(connection, { done: next.members, total, place: next });
        return next;
      });
      if (isMended) forget();
    }
    return async (connection) => {
      const { after: _, total: __, erasures: ___, ...report } = await withoutErased(connection, place);
      return report;
    };
  };

async function withoutErased(connection: Connection, place: Place): Promise<Place> {
  const erasures = await countErasures(connection);
  if (erasures === place.erasures) return place;
  return { ...place, erasures, tables: place.tables.map((table) => ({ ...table, examples: [] })) };
}
