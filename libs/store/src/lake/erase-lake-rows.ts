import type { Connection } from '../pool.js';
import { unhurried } from '../unhurried.js';

/** Source ids, too, may name a member. */
const ERASE_ROWS = `
  with gone as (delete from event_lake where user_id = $1 returning source_id)
  delete from event_lake_sources s using gone where s.source_id = gone.source_id`;

/** Removes a member's own rows of the lake and their counters, inside the owner's transaction. */
export async function eraseLakeRows(connection: Connection, userId: bigint): Promise<void> {
  await unhurried(connection, ERASE_ROWS, [userId]);
  await unhurried(connection, 'delete from event_counters where user_id = $1', [userId]);
}
