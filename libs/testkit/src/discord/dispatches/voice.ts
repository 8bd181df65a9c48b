import { ChannelType, type GatewayVoiceStateUpdateDispatchData } from 'discord-api-types/v10';
import { findChannel, findMember } from '../world/find.js';
import type { Guild, VoiceState } from '../world/world.js';
import { memberData } from './user.js';

/** A voice state as GUILD_CREATE lists it: without guild and member, which it is nested beside. */
export function voiceStateData(guild: Guild, state: VoiceState) {
  // On a stage everyone comes in as audience.
  const suppress = findChannel(guild, state.channel_id).type === ChannelType.GuildStageVoice;
  return { ...voiceFields(state), channel_id: state.channel_id, suppress };
}

/** VOICE_STATE_UPDATE of a member who is in voice: joined, moved, or changed how they listen and speak. */
export function voiceStateUpdate(guild: Guild, state: VoiceState): GatewayVoiceStateUpdateDispatchData {
  const member = memberData(findMember(guild, state.user_id));
  return { ...voiceStateData(guild, state), guild_id: guild.id, member };
}

/** VOICE_STATE_UPDATE of a member who has left voice. */
export function voiceStateLeft(guild: Guild, state: VoiceState): GatewayVoiceStateUpdateDispatchData {
  const member = memberData(findMember(guild, state.user_id));
  return { ...voiceFields(state), channel_id: null, suppress: false, guild_id: guild.id, member };
}

function voiceFields(state: VoiceState) {
  return {
    user_id: state.user_id,
    session_id: state.session_id,
    self_mute: state.self_mute,
    self_deaf: state.self_deaf,
    self_video: false,
    mute: false,
    deaf: false,
    request_to_speak_timestamp: null,
  };
}
