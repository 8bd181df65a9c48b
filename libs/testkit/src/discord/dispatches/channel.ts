import { ChannelType, type GatewayChannelModifyDispatchData } from 'discord-api-types/v10';
import type { Channel, Guild } from '../world/world.js';

type ChannelData = Omit<GatewayChannelModifyDispatchData, 'guild_id'>;

/** A channel as GUILD_CREATE lists it. */
export function channelData(channel: Channel): ChannelData {
  return { ...commonFields(channel), ...kindFields(channel) } as ChannelData;
}

/** The body of CHANNEL_CREATE, CHANNEL_UPDATE and CHANNEL_DELETE. */
export function channelChange(guild: Guild, channel: Channel): GatewayChannelModifyDispatchData {
  return { ...channelData(channel), guild_id: guild.id } as GatewayChannelModifyDispatchData;
}

function commonFields(channel: Channel) {
  return {
    id: channel.id,
    name: channel.name,
    type: channel.type,
    parent_id: channel.parent_id,
    position: channel.position,
    permission_overwrites: [],
    flags: 0,
  };
}

function kindFields(channel: Channel) {
  switch (channel.type) {
    case ChannelType.GuildCategory:
      return {};
    case ChannelType.GuildVoice:
    case ChannelType.GuildStageVoice:
      return { ...chatFields, bitrate: 64_000, user_limit: 0, rtc_region: null };
    case ChannelType.GuildForum:
      return {
        ...chatFields,
        topic: null,
        available_tags: [],
        default_reaction_emoji: null,
        default_sort_order: null,
        default_forum_layout: 0,
      };
    default:
      return { ...chatFields, topic: null };
  }
}

const chatFields = { nsfw: false, rate_limit_per_user: 0, last_message_id: null };
