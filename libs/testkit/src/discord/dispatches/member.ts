import type {
  GatewayGuildMemberAddDispatchData,
  GatewayGuildMemberRemoveDispatchData,
} from 'discord-api-types/v10';
import type { Member, User } from '../world/world.js';
import { memberData, userData } from './user.js';

/** GUILD_MEMBER_ADD. */
export function memberAdd(guildId: string, member: Member): GatewayGuildMemberAddDispatchData {
  return { ...memberData(member), guild_id: guildId };
}

/** GUILD_MEMBER_REMOVE: the user only, the member is gone. */
export function memberRemove(guildId: string, user: User): GatewayGuildMemberRemoveDispatchData {
  return { guild_id: guildId, user: userData(user) };
}
