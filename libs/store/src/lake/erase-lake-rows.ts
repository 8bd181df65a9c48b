import type { Connection } from '../pool.js';
import { unhurried } from '../unhurried.js';

/** Removes a member's own rows of the lake and their counters, inside the owner's transaction. */
export async function eraseLakeRows(connection: Connection, userId: bigint): Promise<void> {
  for (const table of ['event_lake', 'event_counters']) {
    await unhurried(connection, `delete from ${table} where user_id = $1`, [userId]);
  }
}
