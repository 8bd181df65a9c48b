import type { Connection } from '../pool.js';

/** An achievement earned: a row of `user_achievements`. */
export interface EarnedRow {
  readonly userId: bigint;
  readonly templateId: number;
  /** Milliseconds since the Unix epoch. */
  readonly earnedAt: number;
  readonly grantedBy: bigint | null;
}

const SAVE = `
  insert into user_achievements (user_id, achievement_id, earned_at, granted_by)
  select user_id, achievement_id, earned_at, granted_by
  from json_to_recordset($1::json) as earned(
    user_id bigint, achievement_id int, earned_at timestamptz, granted_by bigint)
  order by user_id, achievement_id`;

/** Adds achievements. @throws a unique violation when one is there already: what decided on it was wrong */
export async function saveEarned(connection: Connection, earned: readonly EarnedRow[]): Promise<void> {
  if (earned.length === 0) return;
  const json = earned.map(({ userId, templateId, earnedAt, grantedBy }) => ({
    user_id: String(userId),
    achievement_id: templateId,
    earned_at: new Date(earnedAt).toISOString(),
    granted_by: grantedBy === null ? null : String(grantedBy),
  }));
  await connection.query({ name: 'save earned', text: SAVE, values: [JSON.stringify(json)] });
}
