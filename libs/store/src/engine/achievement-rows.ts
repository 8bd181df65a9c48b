import { bigints, ints, times } from '../binary-array.js';
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
  select * from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::bigint[])`;

/** Adds achievements. @throws a unique violation when one is there already: what decided on it was wrong */
export function saveEarned(connection: Connection, earned: readonly EarnedRow[]): Promise<unknown> {
  if (earned.length === 0) return Promise.resolve();
  const values = [
    bigints(earned.map(({ userId }) => userId)),
    ints(earned.map(({ templateId }) => templateId)),
    times(earned.map(({ earnedAt }) => earnedAt)),
    bigints(earned.map(({ grantedBy }) => grantedBy)),
  ];
  return connection.query({ name: 'save earned', text: SAVE, values });
}
