import type { Random } from '@synapse/testkit';
import type { System } from '../system/system.js';

/** Values with which a short life meets every rule. */
const CHOICES: Record<string, unknown[]> = {
  cooldown_seconds: [0, 1, 30],
  crowd_threshold: [2, 10],
  burst_window_seconds: [60, 300],
  max_reactions_per_pair_per_day: [1, 3],
  daily_xp_cap: [0, 120],
  voice_tick_minutes: [1],
  voice_min_members: [1, 2],
  voice_ticks_per_hour: [2, 6],
  xp_base_message: [15, 40],
  level_factor: [1.25, 1.15],
  // With fewer an honest digest waits for its minute, and everything else for it; tests/bot breaks digests.
  announce_throttle_per_minute: [60],
  'event_lake.source.reaction_remove.enabled': [true, false],
};

/** Sets a few settings, as an admin would; bootstrap then publishes them. */
export async function changeSettings({ rows }: System, random: Random, share = 1): Promise<string[]> {
  const changed: string[] = [];
  for (const [key, values] of Object.entries(CHOICES)) {
    if (!random.chance(share)) continue;
    const value = JSON.stringify(random.pick(values));
    await rows(
      `insert into settings (key, value_json, category, description) values ($1, $2, 'community', '')
       on conflict (key) do update set value_json = excluded.value_json`,
      [key, value],
    );
    changed.push(`${key} ${value}`);
  }
  return changed;
}
