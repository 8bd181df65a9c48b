import type { Counter } from '@synapse/contracts';
import { bigints, ints } from '../binary-array.js';
import type { Connection } from '../pool.js';
import { countersOf } from './counters-of.js';

/** A row of `user_stats`. */
export interface SeasonStatRow extends Readonly<Record<Counter, number>> {
  readonly userId: bigint;
  readonly seasonId: number;
  readonly seasonStars: number;
  readonly lifetimeStars: number;
}

/** One index lookup a key, whatever the planner believes; see `journaled`. */
const LOAD = `
  select found.* from unnest($1::bigint[]) as member(id)
  cross join unnest($2::int[]) as season(id)
  cross join lateral (
    select * from user_stats s where s.user_id = member.id and s.season_id = season.id limit 1
  ) as found`;

/** The figures of the given members in the given seasons, as far as there are any. */
export async function loadSeasonStats(
  connection: Pick<Connection, 'query'>,
  userIds: readonly bigint[],
  seasonIds: readonly number[],
): Promise<SeasonStatRow[]> {
  if (userIds.length === 0 || seasonIds.length === 0) return [];
  const values = [bigints(userIds), ints(seasonIds)];
  const { rows } = await connection.query({ name: 'load stats', text: LOAD, values });
  return rows.map((row) => ({
    userId: row.user_id,
    seasonId: row.season_id,
    seasonStars: row.season_stars,
    lifetimeStars: row.lifetime_stars,
    messages_sent: row.messages_sent,
    reactions_given: row.reactions_given,
    reactions_received: row.reactions_received,
    threads_created: row.threads_created,
    voice_minutes: row.voice_minutes,
  }));
}

const SAVE = `
  insert into user_stats
    (user_id, season_id, season_stars, lifetime_stars, messages_sent, reactions_given, reactions_received,
     threads_created, voice_minutes)
  select user_id, season_id, season_stars, lifetime_stars, messages_sent, reactions_given, reactions_received,
         threads_created, voice_minutes
  from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[])
    as stat(user_id, season_id, season_stars, lifetime_stars, messages_sent, reactions_given, reactions_received,
            threads_created, voice_minutes)
  order by user_id, season_id
  on conflict (user_id, season_id) do update set
    season_stars = excluded.season_stars, lifetime_stars = excluded.lifetime_stars,
    messages_sent = excluded.messages_sent, reactions_given = excluded.reactions_given,
    reactions_received = excluded.reactions_received, threads_created = excluded.threads_created,
    voice_minutes = excluded.voice_minutes`;

/** Writes the figures as they are now. */
export function saveSeasonStats(connection: Connection, stats: readonly SeasonStatRow[]): Promise<unknown> {
  if (stats.length === 0) return Promise.resolve();
  const values = [
    bigints(stats.map(({ userId }) => userId)),
    ints(stats.map(({ seasonId }) => seasonId)),
    ints(stats.map(({ seasonStars }) => seasonStars)),
    ints(stats.map(({ lifetimeStars }) => lifetimeStars)),
    ...countersOf(stats),
  ];
  return connection.query({ name: 'save stats', text: SAVE, values });
}
