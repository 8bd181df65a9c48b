import type { Counter } from '@synapse/contracts';
import { COUNTER_SUMS } from '../journal-sums.js';
import type { Connection } from '../pool.js';

/** What a member had of one season, or out of season, before a row of the journal. */
export interface FiguresBefore extends Readonly<Record<Counter, number>> {
  readonly userId: bigint;
  readonly seasonId: number | null;
  readonly xp: number;
  readonly gold: number;
  readonly stars: number;
  readonly level: number;
}

/** An achievement that a member had, or had lost to an admin, before a row of the journal. */
export interface AchievementBefore {
  readonly userId: bigint;
  readonly template: number;
  readonly state: 'earned' | 'revoked' | 'taken';
}

const FIGURES = `
  select user_id as "userId", season_id as "seasonId", sum(xp_delta)::float8 as xp, sum(star_delta)::float8 as stars,
    coalesce(sum((metadata->>'gold_delta')::bigint), 0)::float8 as gold,
    coalesce(max((metadata->>'level')::int), 1) as level, ${COUNTER_SUMS}
  from activity_log where user_id = any($1::bigint[]) and id < $2
  group by user_id, season_id`;

/** The sums of the journal before a row, by member and season. */
export async function figuresBefore(
  connection: Connection,
  userIds: readonly bigint[],
  row: bigint,
): Promise<FiguresBefore[]> {
  const { rows } = await connection.query({ name: 'figures before', text: FIGURES, values: [userIds, row] });
  return rows;
}

const ACHIEVEMENTS = `
  select distinct on (user_id, template) user_id as "userId", template,
    case when metadata ? 'template' then 'earned' when metadata ? 'revoked' then 'revoked' else 'taken' end as state
  from (
    select *, coalesce(metadata->>'template', metadata->>'revoked', metadata->>'taken')::int as template
    from activity_log
    where user_id = any($1::bigint[]) and id < $2 and event_type in ('ACHIEVEMENT_EARNED', 'MANUAL_AWARD')
  ) about
  where template is not null
  order by user_id, template, id desc`;

/** What the journal before a row says of achievements. */
export async function achievementsBefore(
  connection: Connection,
  userIds: readonly bigint[],
  row: bigint,
): Promise<AchievementBefore[]> {
  const { rows } = await connection.query({
    name: 'achievements before',
    text: ACHIEVEMENTS,
    values: [userIds, row],
  });
  return rows;
}
