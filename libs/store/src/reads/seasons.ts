import type { Pool } from '../pool.js';

export interface SeasonRecord {
  readonly id: number;
  readonly name: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly active: boolean;
  readonly closed_at: Date | null;
}

/** Every season, the latest first. */
export async function readSeasons(db: Pick<Pool, 'query'>): Promise<SeasonRecord[]> {
  const { rows } = await db.query<SeasonRecord>({
    name: 'seasons',
    text: `
      select s.id, s.name, s.starts_at, s.ends_at, s.active, c.closed_at
      from seasons s left join season_closings c on c.season_id = s.id
      order by s.starts_at desc, s.id desc`,
  });
  return rows;
}

/** The first three of seasons, by season. */
export type Podiums = ReadonlyMap<number, { rank: number; member: MemberCalled; stars: number }[]>;

interface MemberCalled {
  id: string;
  name: string;
  avatar: string | null;
}

/** The first three of every season. It reads the figures of all seasons: keep the answer. */
export async function readPodiums(db: Pick<Pool, 'query'>): Promise<Podiums> {
  const { rows } = await db.query({
    name: 'podiums',
    text: `
      select p.season_id, p.season_stars as stars, p.rank::int as rank,
             json_build_object('id', u.id::text, 'name', u.discord_name, 'avatar', u.discord_avatar_hash) as member
      from (
        select season_id, user_id, season_stars,
               row_number() over (partition by season_id order by season_stars desc, user_id) as rank
        from user_stats where season_stars > 0
      ) p
      join users u on u.id = p.user_id
      where p.rank <= 3
      order by p.season_id, p.rank`,
  });
  const podiums = new Map<number, { rank: number; member: MemberCalled; stars: number }[]>();
  for (const { season_id: season, ...place } of rows) {
    podiums.set(season, [...(podiums.get(season) ?? []), place]);
  }
  return podiums;
}
