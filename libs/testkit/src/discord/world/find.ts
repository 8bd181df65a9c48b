import { ChannelType, type TextChannelType } from 'discord-api-types/v10';
import type { Channel, Guild, Member, Thread, User, VoiceState, World } from './world.js';

/** Looks a guild up; throws when the world has none of that id. The same holds for its neighbours below. */
export function findGuild(world: World, guildId: string): Guild {
  return found(
    world.guilds.find((guild) => guild.id === guildId),
    `guild ${guildId} in the simulated world`,
  );
}

export function findChannel(guild: Guild, channelId: string): Channel {
  return found(
    guild.channels.find((channel) => channel.id === channelId),
    `channel ${channelId} in guild ${guild.id}`,
  );
}

export function findThread(guild: Guild, threadId: string): Thread {
  return found(
    guild.threads.find((thread) => thread.id === threadId),
    `active thread ${threadId} in guild ${guild.id}`,
  );
}

export function findMember(guild: Guild, userId: string): Member {
  return found(
    guild.members.find((member) => member.user.id === userId),
    `member ${userId} in guild ${guild.id}`,
  );
}

/** The type of a channel or active thread that takes messages; throws for categories and forums, which take none. */
export function messageChannelType(guild: Guild, channelId: string): TextChannelType {
  if (guild.threads.some((thread) => thread.id === channelId)) return ChannelType.PublicThread;
  const { type, name } = findChannel(guild, channelId);
  if (type === ChannelType.GuildCategory || type === ChannelType.GuildForum) {
    throw new Error(
      `Channel ${channelId} (${name}) takes no messages itself: name one of its channels or threads.`,
    );
  }
  return type;
}

export function voiceStateOf(guild: Guild, userId: string): VoiceState | undefined {
  return guild.voice_states.find((state) => state.user_id === userId);
}

export function isVoice(channel: Channel): boolean {
  return channel.type === ChannelType.GuildVoice || channel.type === ChannelType.GuildStageVoice;
}

const OWN_BOT: User = {
  id: '1009000000000000000',
  username: 'synapse',
  global_name: null,
  avatar: null,
  bot: true,
};

/** The user that clients log in as. */
export function botOf(world: World): User {
  return world.bot ?? OWN_BOT;
}

function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Error(`There is no ${what}.`);
  return thing;
}
