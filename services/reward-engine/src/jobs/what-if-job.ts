import type { JobInput, WhatIfReport } from '@synapse/contracts';
import { OperatorError } from '@synapse/runtime';
import { type Connection, type DatabaseOptions, type DoJob, journaledBefore } from '@synapse/store';
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
    const report = await whatIf({ database, community, now: askedAt, onProgress, signal }, { changes, span });
    return (connection) => withoutErased(connection, report);
  };

/** The report is of one moment: who was erased since has nothing left in the journal of that time. */
async function withoutErased(connection: Connection, report: WhatIfReport): Promise<WhatIfReport> {
  const { members, top, position } = report;
  const named = [...new Set([...members, ...top].map(({ member }) => BigInt(member)))];
  const left = await journaledBefore(connection, named, BigInt(position.next_journal_id));
  const isLeft = ({ member }: { member: string }) => left.has(BigInt(member));
  return { ...report, members: members.filter(isLeft), top: top.filter(isLeft) };
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new OperatorError(`${name}: this is no time.`, 'For example: 2026-01-31T00:00:00Z');
  return time;
}
