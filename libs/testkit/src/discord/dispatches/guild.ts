import {
  type APIGuild,
  type APIRole,
  type GatewayGuildCreateDispatchData,
  Locale,
} from 'discord-api-types/v10';
import type { Guild, Role } from '../world/world.js';
import { channelData } from './channel.js';
import { NO_FLAGS } from './no-flags.js';
import { threadData } from './thread.js';
import { memberData } from './user.js';
import { voiceStateData } from './voice.js';

/** Above this many members Discord calls a guild large and lists only who matters at the moment. */
const LARGE_GUILD = 50;

/** GUILD_CREATE: the whole guild as a new session sees it. */
export function guildCreate(guild: Guild): GatewayGuildCreateDispatchData {
  return {
    ...guildData(guild),
    joined_at: guild.joined_at,
    large: guild.members.length > LARGE_GUILD,
    unavailable: false,
    member_count: guild.members.length,
    channels: guild.channels.map(channelData) as GatewayGuildCreateDispatchData['channels'],
    threads: guild.threads.map((thread) => threadData(guild, thread)),
    members: presentMembers(guild).map(memberData),
    voice_states: guild.voice_states.map((state) => voiceStateData(guild, state)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** The body of GUILD_UPDATE, and the part of GUILD_CREATE that it may change. */
export function guildData(guild: Guild): APIGuild {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.owner_id,
    afk_channel_id: guild.afk_channel_id,
    afk_timeout: 300,
    roles: guild.roles.map(roleData),
    ...UNUSED_FEATURES,
  };
}

/** Without the presence intent Discord lists bots and whoever is in voice, not everyone. */
function presentMembers(guild: Guild) {
  const inVoice = new Set(guild.voice_states.map((state) => state.user_id));
  return guild.members.filter((member) => member.user.bot || inVoice.has(member.user.id));
}

export function roleData(role: Role): APIRole {
  return {
    ...role,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    managed: role.managed ?? false,
    mentionable: false,
    flags: NO_FLAGS,
  };
}

const UNUSED_FEATURES = {
  icon: null,
  splash: null,
  discovery_splash: null,
  banner: null,
  description: null,
  emojis: [],
  stickers: [],
  features: [],
  application_id: null,
  system_channel_id: null,
  system_channel_flags: NO_FLAGS,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  vanity_url_code: null,
  max_members: 500_000,
  verification_level: 1,
  default_message_notifications: 1,
  explicit_content_filter: 2,
  mfa_level: 0,
  premium_tier: 0,
  premium_progress_bar_enabled: false,
  preferred_locale: Locale.EnglishUS,
  nsfw_level: 0,
  hub_type: null,
  incidents_data: null,
};
