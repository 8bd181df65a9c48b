import type { Connection } from '../pool.js';

/** When a member left, and when they were seen again: a row of `departures`. Milliseconds since the Unix epoch. */
export interface DepartureRow {
  readonly userId: bigint;
  readonly leftAt: number;
  readonly returnedAt: number | null;
}

/** The departures of those of the given members who ever left. */
export async function loadDepartures(
  connection: Connection,
  ids: readonly bigint[],
): Promise<DepartureRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.query({
    name: 'load departures',
    text: 'select user_id, left_at, returned_at from departures where user_id = any($1::bigint[])',
    values: [ids],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    leftAt: row.left_at.getTime(),
    returnedAt: row.returned_at?.getTime() ?? null,
  }));
}

const SAVE = `
  insert into departures (user_id, left_at, returned_at)
  select user_id, left_at, returned_at
  from json_to_recordset($1::json) as gone(user_id bigint, left_at timestamptz, returned_at timestamptz)
  order by user_id
  on conflict (user_id) do update set left_at = excluded.left_at, returned_at = excluded.returned_at`;

/** Writes departures as they are now. */
export function saveDepartures(
  connection: Connection,
  departures: readonly DepartureRow[],
): Promise<unknown> {
  if (departures.length === 0) return Promise.resolve();
  const json = departures.map(({ userId, leftAt, returnedAt }) => ({
    user_id: String(userId),
    left_at: new Date(leftAt).toISOString(),
    returned_at: returnedAt === null ? null : new Date(returnedAt).toISOString(),
  }));
  return connection.query({ name: 'save departures', text: SAVE, values: [JSON.stringify(json)] });
}
