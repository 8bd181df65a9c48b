import type { Connection } from '../pool.js';

/** Lake rows that one step looks at: some tens of milliseconds, for which the log has to wait. */
const ROWS_A_STEP = 5_000;

/**
 * Asks that other members' rows lose the id of somebody who was erased, up to a row of the lake. No index finds these rows:
 * it would cost every insert. So {@link scrubStep} walks through the lake.
 * @param tombstone the key of the erasure's row
 * @param until the first row that never named them
 */
export async function askForScrub(
  connection: Connection,
  tombstone: string,
  { userId, until }: { userId: bigint; until: bigint },
): Promise<void> {
  await connection.query(
    'update lake_tombstones set scrub_id = $2, scrub_from = 0, scrub_until = $3 where command = $1',
    [tombstone, userId, until],
  );
}

const NEXT = `
  select t.command, t.scrub_id, t.scrub_from, coalesce(step.until, t.scrub_until) as step_until,
         step.until is null as is_last
  from lake_tombstones t
  left join lateral (
    select id as until from event_lake where id >= t.scrub_from and id < t.scrub_until
    order by id offset $1 limit 1
  ) as step on true
  where t.scrub_id is not null order by t.sequence limit 1`;

const SCRUB = `
  update event_lake set
    target_id = nullif(target_id, $1::bigint),
    payload = case when payload->>'reply_to_user_id' = $1::text
      then jsonb_set(payload, '{reply_to_user_id}', 'null') else payload end
  where id >= $2 and id < $3 and (target_id = $1::bigint or payload->>'reply_to_user_id' = $1::text)`;

/**
 * Takes the next stretch of the lake for the oldest erasure that is not through with it, in one small transaction of the
 * owner's. Killed at any moment, it goes on where it was. @returns whether there may be more to do
 */
export async function scrubStep(connection: Connection, rowsAStep = ROWS_A_STEP): Promise<boolean> {
  // What a crash takes back is done again.
  await connection.query('set local synchronous_commit = off');
  const { rows } = await connection.query({ name: 'next scrub', text: NEXT, values: [rowsAStep] });
  const [next] = rows;
  if (!next) return false;
  await connection.query({
    name: 'scrub',
    text: SCRUB,
    values: [next.scrub_id, next.scrub_from, next.step_until],
  });
  await connection.query(
    `update lake_tombstones set ${next.is_last ? 'scrub_id = null, scrub_from = null, scrub_until = null' : 'scrub_from = $2'}
     where command = $1`,
    next.is_last ? [next.command] : [next.command, next.step_until],
  );
  return true;
}
