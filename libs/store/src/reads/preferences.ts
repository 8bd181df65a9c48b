import type { Preferences } from '@synapse/contracts';
import type { Pool } from '../pool.js';

const UNLESS_SAID: Preferences = {
  announce_level_up: true,
  announce_achievements: true,
  announce_awards: true,
};

/** What a member wants announced: everything, until they say otherwise. */
export async function readPreferences(db: Pick<Pool, 'query'>, userId: bigint): Promise<Preferences> {
  const { rows } = await db.query<Preferences>({
    name: 'preferences',
    text: `
      select announce_level_up, announce_achievements, announce_awards from user_preferences where user_id = $1`,
    values: [userId],
  });
  return rows[0] ?? UNLESS_SAID;
}
