import { ApplicationFlags, GatewayIntentBits, type GatewayReadyDispatchData } from 'discord-api-types/v10';
import type { Guild, User } from '../world/world.js';
import { NO_FLAGS } from './no-flags.js';
import { userData } from './user.js';

export interface ReadyParts {
  bot: User;
  guilds: Guild[];
  sessionId: string;
  resumeUrl: string;
  shard: [id: number, count: number];
  allowedIntents: number;
}

/** READY: every guild of the shard is announced as unavailable, GUILD_CREATE follows for each. */
export function ready(parts: ReadyParts): GatewayReadyDispatchData & Record<string, unknown> {
  return {
    v: 10,
    user: { ...userData(parts.bot), verified: true, mfa_enabled: false, email: null, flags: NO_FLAGS },
    guilds: parts.guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    session_id: parts.sessionId,
    session_type: 'normal',
    resume_gateway_url: parts.resumeUrl,
    shard: parts.shard,
    application: { id: parts.bot.id, flags: applicationFlags(parts.allowedIntents), flags_new: '0' },
    user_settings: {},
    relationships: [],
    private_channels: [],
    presences: [],
    guild_join_requests: [],
    geo_ordered_rtc_regions: [],
  };
}

/** The application's flags: they tell which privileged intents its owner switched on. */
export function applicationFlags(allowedIntents: number): ApplicationFlags {
  const flagOf: [intent: number, flag: number][] = [
    [GatewayIntentBits.GuildPresences, ApplicationFlags.GatewayPresenceLimited],
    [GatewayIntentBits.GuildMembers, ApplicationFlags.GatewayGuildMembersLimited],
    [GatewayIntentBits.MessageContent, ApplicationFlags.GatewayMessageContentLimited],
  ];
  return flagOf.reduce((flags, [intent, flag]) => (allowedIntents & intent ? flags | flag : flags), NO_FLAGS);
}
