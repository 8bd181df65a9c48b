import type { APIGuildMember, APIUser } from 'discord-api-types/v10';
import type { Member, User } from '../world/world.js';
import { NO_FLAGS } from './no-flags.js';

/** A user as dispatches carry it. Discord leaves `bot` out for people. */
export function userData(user: User): APIUser {
  return {
    id: user.id,
    username: user.username,
    discriminator: '0',
    global_name: user.global_name,
    avatar: user.avatar,
    public_flags: NO_FLAGS,
    ...(user.bot ? { bot: true } : {}),
  };
}

/** A member without its user, as messages carry it beside `author`. */
export function memberDataWithoutUser(member: Member): Omit<APIGuildMember, 'user'> & { joined_at: string } {
  return {
    nick: member.nick,
    roles: [...member.roles],
    joined_at: member.joined_at,
    premium_since: null,
    communication_disabled_until: null,
    avatar: null,
    banner: null,
    pending: false,
    deaf: false,
    mute: false,
    flags: NO_FLAGS,
  };
}

/** A member with its user. */
export function memberData(member: Member): APIGuildMember {
  return { ...memberDataWithoutUser(member), user: userData(member.user) };
}
