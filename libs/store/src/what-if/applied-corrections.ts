import type { Connection } from '../pool.js';

/** What a what-if did to a member within a season, or out of season, with all that followed. */
export interface AppliedCorrection {
  readonly userId: bigint;
  readonly seasonId: number | null;
  readonly xp: number;
  readonly gold: number;
  readonly stars: number;
  readonly voiceMinutes: number;
  readonly achievements: number[];
}

const APPLIED = `
  select user_id as "userId", season_id as "seasonId", sum(xp_delta)::float8 as xp, sum(star_delta)::float8 as stars,
    coalesce(sum((metadata->>'gold_delta')::bigint), 0)::float8 as gold,
    coalesce(sum((metadata->>'minutes')::int), 0)::float8 as "voiceMinutes",
    coalesce(array_agg((metadata->>'template')::int order by id) filter (where metadata ? 'template'), '{}') as achievements
  from activity_log
  where event_type in ('MANUAL_AWARD', 'LEVEL_UP', 'ACHIEVEMENT_EARNED') and timestamp = $2 and metadata->>'run' = $1
  group by user_id, season_id
  order by user_id, season_id`;

/** What the corrections of a what-if, all sent at one time, really did. */
export async function loadAppliedCorrections(
  db: Pick<Connection, 'query'>,
  run: string,
  at: Date,
): Promise<AppliedCorrection[]> {
  const { rows } = await db.query(APPLIED, [run, at]);
  return rows;
}

const BETWEEN = `
  select count(*)::int as facts, min(timestamp) as first, max(timestamp) as last
  from activity_log
  where id >= $1 and source_system = 'discord' and (metadata->>'rule_set')::int < $2
    and event_type in ('MESSAGE', 'REACTION_GIVEN', 'THREAD_CREATE', 'VOICE_TICK')`;

/** Facts journaled from a row on that an older version of the rules judged, and when they happened. */
export async function factsJudgedBefore(
  db: Pick<Connection, 'query'>,
  { row, version }: { row: bigint; version: number },
): Promise<{ facts: number; first: Date | null; last: Date | null }> {
  const { rows } = await db.query(BETWEEN, [row, version]);
  return rows[0];
}
