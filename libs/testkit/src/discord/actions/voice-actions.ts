import { randomUUID } from 'node:crypto';
import { voiceStateLeft, voiceStateUpdate } from '../dispatches/voice.js';
import type { OwedDispatch } from '../gateway/session.js';
import { findChannel, findMember, isVoice, voiceStateOf } from '../world/find.js';
import type { Guild, VoiceState } from '../world/world.js';
import { type ActionContext, guildIn } from './action-context.js';

export interface Who {
  guildId: string;
  userId: string;
}

export interface WhoAndWhere extends Who {
  channelId: string;
}

export interface SelfState {
  selfMute?: boolean;
  selfDeaf?: boolean;
}

/** Coming to voice and stage channels, going, and what members do there with their microphone. */
export function voiceActions(context: ActionContext) {
  function update(guild: Guild, state: VoiceState): OwedDispatch | undefined {
    return context.emit(guild.id, 'VOICE_STATE_UPDATE', voiceStateUpdate(guild, state));
  }

  return {
    joinVoice({ guildId, userId, channelId, selfMute = false, selfDeaf = false }: WhoAndWhere & SelfState) {
      const guild = guildIn(context, guildId);
      if (voiceStateOf(guild, userId)) throw new Error(`Member ${userId} is in voice already: move them.`);
      const state: VoiceState = {
        user_id: findMember(guild, userId).user.id,
        channel_id: voiceChannel(guild, channelId),
        session_id: randomUUID().replaceAll('-', ''),
        self_mute: selfMute,
        self_deaf: selfDeaf,
      };
      guild.voice_states.push(state);
      return update(guild, state);
    },

    moveVoice({ guildId, userId, channelId }: WhoAndWhere) {
      const guild = guildIn(context, guildId);
      const state = presentState(guild, userId);
      state.channel_id = voiceChannel(guild, channelId);
      return update(guild, state);
    },

    setVoice({ guildId, userId, selfMute, selfDeaf }: Who & SelfState) {
      const guild = guildIn(context, guildId);
      const state = presentState(guild, userId);
      state.self_mute = selfMute ?? state.self_mute;
      state.self_deaf = selfDeaf ?? state.self_deaf;
      return update(guild, state);
    },

    leaveVoice({ guildId, userId }: Who) {
      const guild = guildIn(context, guildId);
      return leave(context, guild, presentState(guild, userId));
    },
  };
}

/** Takes a member out of voice. */
export function leave(context: ActionContext, guild: Guild, state: VoiceState): OwedDispatch | undefined {
  guild.voice_states = guild.voice_states.filter((other) => other !== state);
  return context.emit(guild.id, 'VOICE_STATE_UPDATE', voiceStateLeft(guild, state));
}

function presentState(guild: Guild, userId: string): VoiceState {
  const state = voiceStateOf(guild, userId);
  if (!state) throw new Error(`Member ${userId} is in no voice channel of guild ${guild.id}.`);
  return state;
}

function voiceChannel(guild: Guild, channelId: string): string {
  const channel = findChannel(guild, channelId);
  if (!isVoice(channel))
    throw new Error(`Channel ${channelId} (${channel.name}) is no voice or stage channel.`);
  return channel.id;
}
