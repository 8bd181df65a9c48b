import type { Connection } from '../pool.js';

/** What a member wants announced; what is left out stays as it is, at first `true`. */
export interface Preferences {
  readonly announce_level_up?: boolean;
  readonly announce_achievements?: boolean;
  readonly announce_awards?: boolean;
}

export async function saveGithub(
  connection: Connection,
  userId: bigint,
  username: string | null,
): Promise<void> {
  await connection.query('update users set github_username = $2 where id = $1', [userId, username]);
}

const SAVE_PREFERENCES = `
  insert into user_preferences as p (user_id, announce_level_up, announce_achievements, announce_awards, updated_at)
  values ($1, coalesce($2, true), coalesce($3, true), coalesce($4, true), $5)
  on conflict (user_id) do update set
    announce_level_up = coalesce($2, p.announce_level_up),
    announce_achievements = coalesce($3, p.announce_achievements),
    announce_awards = coalesce($4, p.announce_awards),
    updated_at = $5`;

/** @param at milliseconds since the Unix epoch */
export async function savePreferences(
  connection: Connection,
  userId: bigint,
  { announce_level_up, announce_achievements, announce_awards }: Preferences,
  at: number,
): Promise<void> {
  await connection.query({
    name: 'save preferences',
    text: SAVE_PREFERENCES,
    values: [userId, announce_level_up, announce_achievements, announce_awards, new Date(at)],
  });
}
