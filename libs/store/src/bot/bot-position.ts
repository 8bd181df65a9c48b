import type { Connection } from '../pool.js';

/** How far the bot is in the reward frames. */
export interface BotPosition {
  readonly sequence: number;
  readonly frame: number | null;
}

/** `null` before the first start. */
export async function readBotPosition(
  connection: Connection,
  community: string,
): Promise<BotPosition | null> {
  const { rows } = await connection.query<{ sequence: bigint; frame: bigint | null }>(
    'select sequence, frame from bot_positions where community = $1',
    [community],
  );
  const [row] = rows;
  return row
    ? { sequence: Number(row.sequence), frame: row.frame === null ? null : Number(row.frame) }
    : null;
}

export async function moveBotPosition(
  connection: Connection,
  community: string,
  { sequence, frame }: BotPosition,
): Promise<void> {
  await connection.query({
    name: 'move bot position',
    text: `
      insert into bot_positions (community, sequence, frame) values ($1, $2, $3)
      on conflict (community) do update set sequence = excluded.sequence, frame = excluded.frame`,
    values: [community, sequence, frame],
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
