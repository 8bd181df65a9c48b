import { ChannelType } from 'discord-api-types/v10';
import { channelChange } from '../dispatches/channel.js';
import { guildData } from '../dispatches/guild.js';
import { findChannel } from '../world/find.js';
import type { Channel, ChannelKind } from '../world/world.js';
import { type ActionContext, guildIn } from './action-context.js';
import { leave } from './voice-actions.js';

export interface NewChannel {
  guildId: string;
  name: string;
  /** A text channel unless given. */
  type?: ChannelKind;
  /** The category it is put in. */
  parentId?: string | null;
}

export interface Which {
  guildId: string;
  channelId: string;
}

/** Changes of a guild's structure. */
export function channelActions(context: ActionContext) {
  function change({ guildId, channelId }: Which, changes: Partial<Channel>) {
    const guild = guildIn(context, guildId);
    const channel = Object.assign(findChannel(guild, channelId), changes);
    return context.emit(guildId, 'CHANNEL_UPDATE', channelChange(guild, channel));
  }

  return {
    /** Returns the new channel's id. */
    createChannel({ guildId, name, type = ChannelType.GuildText, parentId = null }: NewChannel): string {
      const guild = guildIn(context, guildId);
      const id = context.newId(context.now());
      const channel: Channel = { id, name, type, parent_id: parentId, position: guild.channels.length };
      guild.channels.push(channel);
      context.emit(guildId, 'CHANNEL_CREATE', channelChange(guild, channel));
      return id;
    },

    renameChannel: ({ name, ...which }: Which & { name: string }) => change(which, { name }),

    /** Puts a channel into a category, or into none. */
    moveChannel: ({ parentId, ...which }: Which & { parentId: string | null }) =>
      change(which, { parent_id: parentId }),

    /** Its threads go with it, whoever is in it leaves voice, and the channels of a category stay without one. */
    deleteChannel({ guildId, channelId }: Which) {
      const guild = guildIn(context, guildId);
      const channel = findChannel(guild, channelId);
      for (const state of guild.voice_states)
        if (state.channel_id === channelId) leave(context, guild, state);
      for (const child of guild.channels) {
        if (child.parent_id === channelId) change({ guildId, channelId: child.id }, { parent_id: null });
      }
      guild.threads = guild.threads.filter((thread) => thread.parent_id !== channelId);
      guild.channels = guild.channels.filter((other) => other !== channel);
      return context.emit(guildId, 'CHANNEL_DELETE', channelChange(guild, channel));
    },

    /** Makes a voice channel the one for members who are away, or none. */
    setAfkChannel({ guildId, channelId }: { guildId: string; channelId: string | null }) {
      const guild = guildIn(context, guildId);
      guild.afk_channel_id = channelId && findChannel(guild, channelId).id;
      return context.emit(guildId, 'GUILD_UPDATE', guildData(guild));
    },
  };
}
