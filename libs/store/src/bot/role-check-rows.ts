import type { Connection } from '../pool.js';

/** A member whose level roles are to be compared with the level. */
export interface RoleCheckRow {
  readonly userId: bigint;
  readonly attempts: number;
  readonly dueAt: Date;
}

/** Asks for members' roles to be looked at, now. */
export async function askForRoleChecks(
  connection: Connection,
  community: string,
  members: readonly bigint[],
  at: Date,
): Promise<void> {
  if (members.length === 0) return;
  await connection.query({
    name: 'ask for role checks',
    text: `
      insert into role_checks (community, user_id, due_at)
      select $1, id, $3 from (select distinct unnest($2::bigint[]) as id order by 1) as asked
      on conflict (community, user_id) do update set due_at = excluded.due_at, attempts = 0`,
    values: [community, members, at],
  });
}

/** Checks that are due, the oldest first. */
export async function dueRoleChecks(
  connection: Connection,
  community: string,
  at: Date,
  limit: number,
): Promise<RoleCheckRow[]> {
  const { rows } = await connection.query<RoleCheckRow>({
    name: 'due role checks',
    text: `
      select user_id as "userId", attempts, due_at as "dueAt" from role_checks
      where community = $1 and due_at <= $2 order by due_at, user_id limit $3`,
    values: [community, at, limit],
  });
  return rows;
}

/** A check is done, unless it was asked for again meanwhile. */
export async function finishRoleCheck(
  connection: Connection,
  community: string,
  { userId, dueAt }: RoleCheckRow,
): Promise<void> {
  await connection.query(`delete from role_checks where community = $1 and user_id = $2 and due_at = $3`, [
    community,
    userId,
    dueAt,
  ]);
}

/** A check could not be done: it is due again later, unless it was asked for again meanwhile. */
export async function postponeRoleCheck(
  connection: Connection,
  community: string,
  { userId, dueAt }: RoleCheckRow,
  until: Date,
): Promise<void> {
  await connection.query(
    `update role_checks set due_at = $4, attempts = attempts + 1
     where community = $1 and user_id = $2 and due_at = $3`,
    [community, userId, dueAt, until],
  );
}
