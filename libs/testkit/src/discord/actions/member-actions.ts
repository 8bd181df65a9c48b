import { memberAdd, memberRemove } from '../dispatches/member.js';
import { discordTimestamp } from '../snowflake.js';
import { findMember, voiceStateOf } from '../world/find.js';
import type { Member, User } from '../world/world.js';
import { type ActionContext, guildIn } from './action-context.js';
import { leave } from './voice-actions.js';

/** Members come and go. */
export function memberActions(context: ActionContext) {
  return {
    /** A user joins; what is not given is made up. Returns the user's id. */
    memberJoin({
      guildId,
      user = {},
      at = context.now(),
    }: {
      guildId: string;
      user?: Partial<User>;
      at?: number;
    }) {
      const guild = guildIn(context, guildId);
      const member: Member = {
        user: newUser(context.newId(at), user),
        nick: null,
        roles: [],
        joined_at: discordTimestamp(at),
      };
      if (guild.members.some(({ user: { id } }) => id === member.user.id)) {
        throw new Error(`User ${member.user.id} is a member of guild ${guildId} already.`);
      }
      guild.members.push(member);
      context.emit(guildId, 'GUILD_MEMBER_ADD', memberAdd(guildId, member));
      return member.user.id;
    },

    /** A member leaves; one who is in voice leaves voice first. */
    memberLeave({ guildId, userId }: { guildId: string; userId: string }) {
      const guild = guildIn(context, guildId);
      const { user } = findMember(guild, userId);
      const voice = voiceStateOf(guild, userId);
      if (voice) leave(context, guild, voice);
      guild.members = guild.members.filter((member) => member.user.id !== userId);
      return context.emit(guildId, 'GUILD_MEMBER_REMOVE', memberRemove(guildId, user));
    },
  };
}

function newUser(id: string, given: Partial<User>): User {
  return { id, username: `newcomer_${id.slice(-6)}`, global_name: null, avatar: null, bot: false, ...given };
}
