import { ChannelType } from 'discord-api-types/v10';
import type { Random } from '../random.js';
import type { Guild } from '../world/world.js';
import { nameOf, RECENT_MESSAGES } from './scenario-action.js';

/** What a scenario knows of a guild while it goes on: ids, or names of what it has made itself. */
export interface GuildLife {
  guildId: string;
  /** The most active first. */
  people: string[];
  textChannels: string[];
  /** Where threads may be opened. */
  threadParents: string[];
  threads: string[];
  rooms: string[];
  /** Who is in which room. */
  voice: Map<string, string>;
  /** The last messages, the newest first. */
  recent: RecentMessage[];
  /** How many messages, threads and members were made: their names are numbered. */
  made: { message: number; thread: number; member: number };
}

export interface RecentMessage {
  name: string;
  number: number;
  channelId: string;
  /** `user emoji`, one for each reaction on it. */
  reactions: Set<string>;
}

export function guildLife(guild: Guild, random: Random): GuildLife {
  const idsOf = (...types: ChannelType[]) =>
    guild.channels.filter(({ type }) => types.includes(type)).map(({ id }) => id);
  return {
    guildId: guild.id,
    people: shuffled(
      guild.members.filter(({ user }) => !user.bot).map(({ user }) => user.id),
      random,
    ),
    textChannels: shuffled(idsOf(ChannelType.GuildText), random),
    threadParents: idsOf(ChannelType.GuildText, ChannelType.GuildForum),
    threads: guild.threads.map(({ id }) => id),
    rooms: idsOf(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
    voice: new Map(guild.voice_states.map((state) => [state.user_id, state.channel_id])),
    recent: [],
    made: { message: 0, thread: 0, member: 0 },
  };
}

/** Numbers and names a new message, thread or member. */
export function newName(life: GuildLife, kind: keyof GuildLife['made']): string {
  life.made[kind] += 1;
  return nameOf(kind, life.guildId, life.made[kind]);
}

/**
 * Remembers the message made last. Not the length of the list but its number tells whether one is too old to be referred
 * to: those of a closed thread are missing in the list.
 */
export function rememberMessage(life: GuildLife, name: string, channelId: string): void {
  const number = life.made.message;
  const recent = life.recent.filter((message) => message.number > number - RECENT_MESSAGES);
  life.recent = [{ name, number, channelId, reactions: new Set() }, ...recent];
}

function shuffled<T>(list: T[], random: Random): T[] {
  return list
    .map((value) => ({ value, order: random.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
