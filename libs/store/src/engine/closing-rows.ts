import type { Connection } from '../pool.js';

/** Seasons whose closing the engine has passed. */
export async function loadClosedSeasons(connection: Pick<Connection, 'query'>): Promise<Set<number>> {
  const { rows } = await connection.query({
    name: 'closed seasons',
    text: 'select season_id from season_closings',
  });
  return new Set(rows.map((row) => row.season_id as number));
}

/** @param closedAt the issuer's time, in milliseconds since the Unix epoch */
export async function saveClosing(
  connection: Connection,
  closing: { season: number; closedAt: number; sequence: number },
): Promise<void> {
  await connection.query('insert into season_closings (season_id, closed_at, sequence) values ($1, $2, $3)', [
    closing.season,
    new Date(closing.closedAt),
    closing.sequence,
  ]);
}

/** A place in a season, and who has it. */
export interface LeaderRow {
  readonly userId: bigint;
  readonly name: string;
  readonly avatar: string | null;
  readonly stars: number;
}

/** The first members of a season by its stars; ties by id. */
export async function loadLeaders(
  connection: Connection,
  season: number,
  most: number,
): Promise<LeaderRow[]> {
  const { rows } = await connection.query(
    `select s.user_id as "userId", u.discord_name as name, u.discord_avatar_hash as avatar, s.season_stars as stars
     from user_stats s join users u on u.id = s.user_id
     where s.season_id = $1 order by s.season_stars desc, s.user_id limit $2`,
    [season, most],
  );
  return rows;
}
