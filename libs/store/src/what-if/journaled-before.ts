import { bigints } from '../binary-array.js';
import type { Connection } from '../pool.js';

const JOURNALED_BEFORE = `
  select wanted.id from unnest($1::bigint[]) as wanted(id)
  where exists (select from activity_log where user_id = wanted.id and activity_log.id < $2)`;

/** Those of the members of whom the journal still holds something from before a row: an erasure leaves nothing. */
export async function journaledBefore(
  connection: Pick<Connection, 'query'>,
  members: readonly bigint[],
  row: bigint,
): Promise<Set<bigint>> {
  const { rows } = await connection.query(JOURNALED_BEFORE, [bigints(members), row]);
  return new Set(rows.map(({ id }) => id));
}
