import type { BoardName, Leaderboard, LeaderboardRow } from '@synapse/contracts';
import type { Pool } from '../pool.js';

// The id closes every order: equal figures must not change places from one reading to the next.
const BOARD_SQL: Record<BoardName, { on: string; bestFirst: string }> = {
  xp: { on: 'xp > 0', bestFirst: 'xp desc, id' },
  gold: { on: 'gold > 0', bestFirst: 'gold desc, id' },
  level: { on: 'xp > 0', bestFirst: 'level desc, xp desc, id' },
};

type Row = Omit<LeaderboardRow, 'rank'> & { total: number };

/** The best `limit` members of a board, of those who have anything on it, and how many those are. */
export async function readLeaderboard(
  db: Pick<Pool, 'query'>,
  board: BoardName,
  limit: number,
): Promise<Leaderboard> {
  const { on, bestFirst } = BOARD_SQL[board];
  const { rows } = await db.query<Row>({
    name: `leaderboard-${board}`,
    text: `
      select id::text, discord_name as name, discord_avatar_hash as avatar, xp, level, gold,
             (select count(*)::int from users where ${on}) as total
      from users
      where ${on}
      order by ${bestFirst}
      limit $1`,
    values: [limit],
  });
  return {
    board,
    total: rows[0]?.total ?? 0,
    members: rows.map(({ total: _, ...member }, place) => ({ rank: place + 1, ...member })),
  };
}
