import { type Preferences, type SettingValues, settingValue } from '@synapse/contracts';
import type { Told } from './told.js';

/** Why an announcement is not sent. */
export type Held = 'switched_off' | 'minor' | 'opted_out';

const SWITCHES = {
  levels: ['announce_level_ups', 'announce_level_up'],
  achievement: ['announce_achievements', 'announce_achievements'],
  award: ['announce_awards', 'announce_awards'],
} as const;

const MILESTONE = 5;
const NOTABLE = ['rare', 'epic', 'legendary'];

/** Whether the community's settings let it be told. */
export function heldBySettings(told: Told, settings: SettingValues, guildId?: bigint): Held | null {
  if (told.kind === 'season') return null;
  const [key] = SWITCHES[told.kind];
  if (!settingValue(settings, key, guildId)) return 'switched_off';
  return settingValue(settings, 'announce_milestones_only', guildId) && isMinor(told) ? 'minor' : null;
}

function isMinor(told: Told): boolean {
  if (told.kind === 'levels') return !told.levels.some((level) => level % MILESTONE === 0);
  return told.kind === 'achievement' && !NOTABLE.includes(told.rarity);
}

/** Whether the member lets it be told. */
export function heldByMember(told: Told, preferences: Preferences): Held | null {
  if (told.kind === 'season') return null;
  const [, preference] = SWITCHES[told.kind];
  return preferences[preference] ? null : 'opted_out';
}

/** Whether nothing is told at a time. @param now milliseconds since the Unix epoch */
export function isQuiet(settings: SettingValues, guildId: bigint | undefined, now: number): boolean {
  const hours = settingValue(settings, 'quiet_hours', guildId);
  if (!hours || hours.from === hours.to) return false;
  const time = new Date(now).toISOString().slice(11, 16);
  const isAfterStart = time >= hours.from;
  const isBeforeEnd = time < hours.to;
  return hours.from < hours.to ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd;
}
