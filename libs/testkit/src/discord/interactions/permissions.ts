import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Guild } from '../world/world.js';

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** What somebody may do in a guild: an owner and an administrator everything. */
export function permissionsOf(guild: Guild, userId: string): bigint {
  if (guild.owner_id === userId) return ALL;
  const held = guild.members.find(({ user }) => user.id === userId)?.roles ?? [];
  const theirs = guild.roles
    .filter(({ id }) => id === guild.id || held.includes(id))
    .reduce((all, { permissions }) => all | BigInt(permissions), 0n);
  return (theirs & PermissionFlagsBits.Administrator) === 0n ? theirs : ALL;
}
