import { type SettingValues, settingValue } from '@synapse/contracts';
import type { Captured } from '../capture/capture.js';
import { shardOfGuild } from '../discord/shard-of-guild.js';
import { applyChange, type Picture } from '../picture/picture.js';
import { voiceTicks } from './voice-ticks.js';

/**
 * The ticks due at `now` (milliseconds) in the guilds of one shard of `shardCount`. What they change is folded into the
 * picture already.
 */
export function tickGuilds(
  picture: Picture,
  shard: number,
  shardCount: number,
  settings: SettingValues,
  now: number,
): Captured[] {
  const due: Captured[] = [];
  for (const guild of picture.guilds.values()) {
    if (guild.voice.size === 0 || shardOfGuild(guild.id, shardCount) !== shard) continue;
    const id = BigInt(guild.id);
    const ticks = voiceTicks(guild, now, {
      tickMinutes: settingValue(settings, 'voice_tick_minutes', id),
      minMembers: settingValue(settings, 'voice_min_members', id),
    });
    for (const change of ticks.changes) applyChange(picture, change);
    if (ticks.changes.length > 0) due.push(ticks);
  }
  return due;
}
