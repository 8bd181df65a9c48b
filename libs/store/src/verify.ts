import { COUNTER_SUMS } from './journal-sums.js';
import type { Pool } from './pool.js';
import { EVERYBODY, type MemberRange, within } from './rebuild.js';

/** A member whose figures are not the sums of their journal rows. */
export interface Drift {
  userId: bigint;
  /** Names of the figures that differ, each with what the member has and what the journal says. */
  figures: Record<string, { has: number; journal: number }>;
}

const FIGURES = [
  'xp',
  'gold',
  'level',
  'stars',
  'messages_sent',
  'reactions_given',
  'reactions_received',
  'threads_created',
  'voice_minutes',
] as const;

const compare = (range: MemberRange) => `
  with journal as (
    select user_id,
      sum(xp_delta)::bigint as xp,
      coalesce(sum((metadata->>'gold_delta')::bigint), 0)::bigint as gold,
      coalesce(max((metadata->>'level')::int), 1) as level,
      sum(star_delta)::bigint as stars,
      ${COUNTER_SUMS}
    from activity_log where ${within('user_id', range)} group by user_id
  )
  select u.id as user_id, ${FIGURES.map(
    (figure) =>
      `${['xp', 'gold', 'level'].includes(figure) ? 'u' : 't'}.${figure}::int as has_${figure},
       coalesce(j.${figure}, ${figure === 'level' ? 1 : 0})::int as journal_${figure}`,
  ).join(', ')}
  from users u join member_totals t on t.user_id = u.id left join journal j on j.user_id = u.id
  where ${within('u.id', range)} and (u.xp, u.gold, u.level, t.stars, t.messages_sent, t.reactions_given, t.reactions_received, t.threads_created,
         t.voice_minutes)
    is distinct from
        (coalesce(j.xp, 0), coalesce(j.gold, 0), coalesce(j.level, 1), coalesce(j.stars, 0), coalesce(j.messages_sent, 0),
         coalesce(j.reactions_given, 0), coalesce(j.reactions_received, 0), coalesce(j.threads_created, 0),
         coalesce(j.voice_minutes, 0))
  order by u.id`;

/**
 * Compares every member's figures with the sums of the journal, in one snapshot of the database. Expected: none differ.
 * @param range of members; all of them unless given
 */
export async function findDrift(db: Pick<Pool, 'query'>, range = EVERYBODY): Promise<Drift[]> {
  const { rows } = await db.query(compare(range));
  return rows.map((row) => ({
    userId: row.user_id,
    figures: Object.fromEntries(
      FIGURES.map(
        (figure) => [figure, { has: row[`has_${figure}`], journal: row[`journal_${figure}`] }] as const,
      ).filter(([, { has, journal }]) => has !== journal),
    ),
  }));
}
