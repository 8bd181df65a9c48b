import type { Connection } from '../pool.js';
import { inParts } from './in-parts.js';

/** A member's figures over all time, and the stars of one season. */
export interface MemberFigures {
  readonly xp: number;
  readonly level: number;
  readonly gold: number;
  readonly stars: number;
  readonly season: number;
}

/** About how many members there are, as the database last counted them; 0 when it never did. */
export async function estimateMembers(connection: Connection): Promise<number> {
  const { rows } = await connection.query(
    `select greatest(reltuples, 0)::int as members from pg_class where oid = 'users'::regclass`,
  );
  return rows[0].members;
}

/** Hands over the figures of every member, by id. @param season whose stars; `null` for none */
export function eachMember(
  connection: Connection,
  season: number | null,
  onMember: (id: bigint, figures: MemberFigures) => void,
): Promise<void> {
  const sql = `
    select u.id, u.xp, u.level, u.gold, t.stars, s.season_stars
    from users u
    left join member_totals t on t.user_id = u.id
    left join user_stats s on s.user_id = u.id and s.season_id = ${Number(season ?? 0)}
    order by u.id`;
  return inParts(connection, { sql, figures: 5 }, (id, figure) =>
    onMember(id, { xp: figure(0), level: figure(1), gold: figure(2), stars: figure(3), season: figure(4) }),
  );
}

/** Hands over everybody who left and has not returned. */
export function eachDeparted(connection: Connection, onMember: (id: bigint) => void): Promise<void> {
  const sql = 'select user_id from departures where returned_at is null';
  return inParts(connection, { sql, figures: 0 }, onMember);
}

/** Hands over the XP that each member earned since a week and since a month began; milliseconds since the Unix epoch. */
export function eachEarnedSince(
  connection: Connection,
  { week, month }: { week: number; month: number },
  onMember: (id: bigint, week: number, month: number) => void,
): Promise<void> {
  const since = (from: number) => `timestamp >= ${moment(from)}`;
  const sql = `
    select user_id, (sum(xp_delta) filter (where ${since(week)}))::int,
           (sum(xp_delta) filter (where ${since(month)}))::int
    from activity_log
    where ${since(Math.min(week, month))} and xp_delta <> 0
    group by user_id`;
  return inParts(connection, { sql, figures: 2 }, (id, figure) => onMember(id, figure(0), figure(1)));
}

/** What a board of the past is ordered by. */
export type PastFigure = 'xp' | 'gold' | 'level' | 'season' | 'week' | 'month';

export interface PastMoment {
  /** The last moment that counts, in milliseconds since the Unix epoch. */
  at: number;
  /** When the week or month of that moment began. */
  since: number;
  season: number | null;
}

/**
 * Hands over what each member had at a moment, by the facts' own times: what they have now without what came later. That
 * costs a look at everything after the moment. The level board needs the XP of the moment, too.
 */
export function eachMemberAt(
  connection: Connection,
  figure: PastFigure,
  past: PastMoment,
  onMember: (id: bigint, value: number, xp: number) => void,
): Promise<void> {
  const sql = figuresAt(figure, past);
  return inParts(connection, { sql, figures: 2 }, (id, value) => onMember(id, value(0), value(1)));
}

function figuresAt(figure: PastFigure, { at, since, season }: PastMoment): string {
  const inSeason = Number(season ?? 0);
  if (figure === 'week' || figure === 'month') {
    return `
      select user_id, sum(xp_delta)::int, 0 from activity_log
      where timestamp >= ${moment(since)} and timestamp <= ${moment(at)} and xp_delta <> 0
      group by user_id order by user_id`;
  }
  if (figure === 'season') {
    return `
      select s.user_id, s.season_stars - coalesce(later.stars, 0), 0
      from user_stats s
      left join (
        select user_id, sum(star_delta)::int as stars from activity_log
        where timestamp > ${moment(at)} and season_id = ${inSeason} group by user_id
      ) later on later.user_id = s.user_id
      where s.season_id = ${inSeason} order by s.user_id`;
  }
  const value = {
    xp: 'u.xp - coalesce(later.xp, 0)',
    gold: 'u.gold - coalesce(later.gold, 0)',
    // Levels never fall: before the first one reached later stood the one below it.
    level: 'coalesce(later.level - 1, u.level)',
  }[figure];
  return `
    select u.id, ${value}, u.xp - coalesce(later.xp, 0)
    from users u
    left join (
      select user_id, sum(xp_delta)::int as xp, sum((metadata->>'gold_delta')::bigint)::int as gold,
             min((metadata->>'level')::int) as level
      from activity_log where timestamp > ${moment(at)} group by user_id
    ) later on later.user_id = u.id
    order by u.id`;
}

const moment = (at: number): string => `'${new Date(at).toISOString()}'::timestamptz`;
