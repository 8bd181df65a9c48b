import { type Guild, PermissionFlagsBits } from 'discord.js';
import type { LevelRole } from './level-roles.js';

const POWERS = [
  'Administrator',
  'BanMembers',
  'KickMembers',
  'ManageChannels',
  'ManageEvents',
  'ManageGuild',
  'ManageGuildExpressions',
  'ManageMessages',
  'ManageNicknames',
  'ManageRoles',
  'ManageThreads',
  'ManageWebhooks',
  'MentionEveryone',
  'ModerateMembers',
  'MoveMembers',
  'MuteMembers',
  'DeafenMembers',
  'ViewAuditLog',
] as const;

/** Nobody may come to these by being active. */
const DANGEROUS = POWERS.reduce((all, name) => all | PermissionFlagsBits[name], 0n);

/** Of the level roles of a guild those that may be given, and why the others may not. */
export async function safeRoles(
  guild: Guild,
  mapping: readonly LevelRole[],
): Promise<{ safe: LevelRole[]; unsafe: { role: string; why: string }[] }> {
  const self = guild.members.me ?? (await guild.members.fetchMe());
  const why = (id: string): string | null => {
    const role = guild.roles.cache.get(id);
    if (!role) return 'it does not exist';
    if (role.managed || id === guild.id) return 'nobody can be given it';
    if ((role.permissions.bitfield & DANGEROUS) !== 0n) return 'it gives power over others';
    if (role.comparePositionTo(self.roles.highest) >= 0) return "it is not below the bot's own";
    return null;
  };
  const judged = mapping.map((role) => ({ role, why: why(role.role_id) }));
  return {
    safe: judged.flatMap(({ role, why }) => (why === null ? [role] : [])),
    unsafe: judged.flatMap(({ role, why }) => (why === null ? [] : [{ role: role.role_id, why }])),
  };
}
