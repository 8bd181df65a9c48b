import type { Pool } from '../pool.js';

/** Which of some facts and members there are already. */
export interface KnownFacts {
  /** Facts that the journal has rows of. */
  readonly judged: ReadonlySet<string>;
  /** Facts that lie in the lake. */
  readonly laid: ReadonlySet<string>;
  readonly members: ReadonlySet<bigint>;
}

const JUDGED = `
  select source_event_id as id from activity_log where source_system = 'discord' and source_event_id = any($1::text[])`;
const LAID = 'select source_id as id from event_lake_sources where source_id = any($1::text[])';
const MEMBERS = 'select id from users where id = any($1::bigint[])';

/** @param facts ids of facts that bring one row, under the same id */
export async function knownFacts(
  db: Pick<Pool, 'query'>,
  { facts, members }: { facts: readonly string[]; members: readonly bigint[] },
): Promise<KnownFacts> {
  const [judged, laid, known] = await Promise.all([
    db.query<{ id: string }>(JUDGED, [facts]),
    db.query<{ id: string }>(LAID, [facts]),
    db.query<{ id: bigint }>(MEMBERS, [members]),
  ]);
  const ids = <T>({ rows }: { rows: { id: T }[] }) => new Set(rows.map(({ id }) => id));
  return { judged: ids(judged), laid: ids(laid), members: ids(known) };
}
