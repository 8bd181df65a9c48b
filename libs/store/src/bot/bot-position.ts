import type { Connection } from '../pool.js';

/** How far the bot is in the reward frames; `null` before its first start. */
export async function readBotPosition(connection: Connection, community: string): Promise<number | null> {
  const { rows } = await connection.query<{ sequence: bigint }>(
    'select sequence from bot_positions where community = $1',
    [community],
  );
  return rows[0] ? Number(rows[0].sequence) : null;
}

export async function moveBotPosition(
  connection: Connection,
  community: string,
  sequence: number,
): Promise<void> {
  await connection.query({
    name: 'move bot position',
    text: `
      insert into bot_positions (community, sequence) values ($1, $2)
      on conflict (community) do update set sequence = excluded.sequence`,
    values: [community, sequence],
  });
}

/** For which level roles every member was last looked at, and when. */
export async function readRolesSeen(
  connection: Connection,
  community: string,
): Promise<{ digest: string | null; at: Date | null }> {
  const { rows } = await connection.query<{ digest: string | null; at: Date | null }>(
    'select roles_digest as digest, roles_seen_at as at from bot_positions where community = $1',
    [community],
  );
  return rows[0] ?? { digest: null, at: null };
}

export async function noteRolesSeen(
  connection: Connection,
  community: string,
  digest: string,
  at: Date,
): Promise<void> {
  await connection.query(
    'update bot_positions set roles_digest = $2, roles_seen_at = $3 where community = $1',
    [community, digest, at],
  );
}
