import { GatewayDispatchEvents as Event } from 'discord-api-types/v10';
import type { Capture } from './capture.js';
import { channelChange, channelDelete } from './channel.js';
import { guildCreate, guildDelete, guildUpdate } from './guild.js';
import { memberAdd, memberRemove } from './member.js';
import { messageCreate } from './message-create.js';
import { reactionAdd, reactionRemove } from './reaction.js';
import { roleChange, roleDelete } from './role.js';
import { threadCreate, threadDelete, threadListSync, threadUpdate } from './thread.js';
import { voiceState } from './voice-state.js';

/** What becomes of each dispatch; the ones that are not here lead to nothing. */
export const CAPTURES: ReadonlyMap<string, Capture> = new Map([
  [Event.MessageCreate, messageCreate],
  [Event.MessageReactionAdd, reactionAdd],
  [Event.MessageReactionRemove, reactionRemove],
  [Event.ThreadCreate, threadCreate],
  [Event.ThreadUpdate, threadUpdate],
  [Event.ThreadDelete, threadDelete],
  [Event.ThreadListSync, threadListSync],
  [Event.VoiceStateUpdate, voiceState],
  [Event.GuildMemberAdd, memberAdd],
  [Event.GuildMemberRemove, memberRemove],
  [Event.GuildCreate, guildCreate],
  [Event.GuildUpdate, guildUpdate],
  [Event.GuildDelete, guildDelete],
  [Event.ChannelCreate, channelChange],
  [Event.ChannelUpdate, channelChange],
  [Event.ChannelDelete, channelDelete],
  [Event.GuildRoleCreate, roleChange],
  [Event.GuildRoleUpdate, roleChange],
  [Event.GuildRoleDelete, roleDelete],
]);
