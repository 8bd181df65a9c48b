import { type SettingValues, settingValue } from '@synapse/contracts';

/** A role that a level brings. */
export interface LevelRole {
  level: number;
  role_id: string;
}

/** What is to change so that a member's roles follow the level. */
export interface RoleChange {
  add: string[];
  remove: string[];
}

/**
 * Compares what a member has with what the level gives: every role up to it (`stack`), or the highest alone (`replace`). Roles
 * that no level brings are left alone.
 */
export function roleChange(
  level: number,
  held: readonly string[],
  mapping: readonly LevelRole[],
  mode: 'stack' | 'replace',
): RoleChange {
  const reached = mapping.filter((role) => role.level <= level);
  const highest = Math.max(0, ...reached.map((role) => role.level));
  const wanted = new Set(
    reached.filter((role) => mode === 'stack' || role.level === highest).map(({ role_id }) => role_id),
  );
  const managed = new Set(mapping.map(({ role_id }) => role_id));
  return {
    add: [...wanted].filter((role) => !held.includes(role)),
    remove: [...managed].filter((role) => held.includes(role) && !wanted.has(role)),
  };
}

/** The level roles of a guild. */
export const levelRolesOf = (settings: SettingValues, guildId: string): LevelRole[] =>
  settingValue(settings, 'level_roles', BigInt(guildId));

/** The least level that brings a role in any of the guilds; infinite when none does. */
export const leastLevel = (settings: SettingValues, guilds: readonly string[]): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...guilds.flatMap((guild) => levelRolesOf(settings, guild)).map(({ level }) => level),
  );
