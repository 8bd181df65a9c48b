import type { ChannelType } from 'discord-api-types/v10';

/** What the simulated Discord knows. Plain data under Discord's own field names; ids are snowflakes as strings. */
export interface World {
  guilds: Guild[];
  /** The user that clients log in as; without one the simulator brings its own. */
  bot?: User;
}

export interface Guild {
  id: string;
  name: string;
  owner_id: string;
  /** When the bot joined. */
  joined_at: string;
  afk_channel_id: string | null;
  roles: Role[];
  channels: Channel[];
  /** Active threads only. */
  threads: Thread[];
  members: Member[];
  voice_states: VoiceState[];
}

export interface Role {
  id: string;
  name: string;
  color: number;
  position: number;
  permissions: string;
  /** An integration's own: nobody can be given it. */
  managed?: boolean;
}

export type ChannelKind =
  | ChannelType.GuildText
  | ChannelType.GuildVoice
  | ChannelType.GuildCategory
  | ChannelType.GuildAnnouncement
  | ChannelType.GuildStageVoice
  | ChannelType.GuildForum;

export interface Channel {
  id: string;
  name: string;
  type: ChannelKind;
  /** The category it lies in. */
  parent_id: string | null;
  position: number;
}

export interface Thread {
  id: string;
  name: string;
  parent_id: string;
  owner_id: string;
}

export interface User {
  id: string;
  username: string;
  global_name: string | null;
  /** The hash, not an address. */
  avatar: string | null;
  bot: boolean;
}

export interface Member {
  user: User;
  nick: string | null;
  roles: string[];
  joined_at: string;
}

export interface VoiceState {
  user_id: string;
  channel_id: string;
  session_id: string;
  self_mute: boolean;
  self_deaf: boolean;
}
