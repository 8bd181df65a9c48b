import { COUNTERS, type Counter } from '@synapse/contracts';
import { COUNTER_SUMS } from '../journal-sums.js';
import type { Pool } from '../pool.js';

/** A member's figures over all time, and how they are called. */
export interface MemberRecord extends Readonly<Record<Counter, number>> {
  readonly id: bigint;
  readonly name: string;
  readonly avatar: string | null;
  readonly github_username: string | null;
  readonly xp: number;
  readonly level: number;
  readonly gold: number;
  readonly stars: number;
  /** When they left, unless they have returned. */
  readonly left_at: Date | null;
}

const CALLED = `
  u.id, u.discord_name as name, u.discord_avatar_hash as avatar, u.github_username,
  (select left_at from departures d where d.user_id = u.id and d.returned_at is null) as left_at`;

const NOW = `
  select ${CALLED}, u.xp, u.level, u.gold, coalesce(t.stars, 0) as stars,
         ${COUNTERS.map((counter) => `coalesce(t.${counter}, 0) as ${counter}`).join(', ')}
  from users u
  left join member_totals t on t.user_id = u.id
  where u.id = $1`;

const AT = `
  select ${CALLED}, j.*
  from users u
  cross join lateral (
    select coalesce(sum(xp_delta), 0)::int as xp, coalesce(max((metadata->>'level')::int), 1) as level,
           coalesce(sum((metadata->>'gold_delta')::bigint), 0)::int as gold, coalesce(sum(star_delta), 0)::int as stars,
           ${COUNTER_SUMS}
    from activity_log where user_id = u.id and timestamp <= $2
  ) j
  where u.id = $1`;

/**
 * A member's figures; `null` when nobody with this id is known.
 * @param at by the facts' own times up to this moment, added up from the journal; else as they are
 */
export async function readMember(
  db: Pick<Pool, 'query'>,
  id: bigint,
  at?: Date,
): Promise<MemberRecord | null> {
  const { rows } = await db.query<MemberRecord>(
    at ? { name: 'member-at', text: AT, values: [id, at] } : { name: 'member', text: NOW, values: [id] },
  );
  return rows[0] ?? null;
}
