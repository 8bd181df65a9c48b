/** A member in a voice or stage channel. Times are milliseconds since the Unix epoch. */
export interface VoicePresence {
  channel_id: string;
  joined_at: number;
  /** Since when the member has been in channels other than the AFK channel; `null` while in that one. */
  eligible_since: number | null;
  self_mute: boolean;
  self_deaf: boolean;
  bot: boolean;
}

export interface PicturedChannel {
  name: string;
  type: number;
  parent_id: string | null;
}

export interface PicturedRole {
  name: string;
  position: number;
}

export interface GuildPicture {
  readonly id: string;
  /** `null` until GUILD_CREATE has told it. */
  meta: { name: string; afk_channel_id: string | null } | null;
  readonly channels: Map<string, PicturedChannel>;
  readonly roles: Map<string, PicturedRole>;
  /** Parent channel by thread. */
  readonly threads: Map<string, string>;
  readonly voice: Map<string, VoicePresence>;
  /** Digest of the last `guild_structure` fact. */
  structure: string | null;
  /** Voice slots that start before this moment have had their ticks. */
  ticked_until: number;
}

/** What the gateway knows beyond the dispatch at hand. A RESUME does not bring it again, so it is kept in the spool. */
export interface Picture {
  readonly guilds: Map<string, GuildPicture>;
  readonly bots: Set<string>;
}

/**
 * One step of the picture: the new value under a key, or `null` where it is gone. Live changes and the ones read back from
 * the spool go through the same fold.
 */
export interface PictureChange {
  readonly key: string;
  readonly value: unknown;
}

export const emptyPicture = (): Picture => ({ guilds: new Map(), bots: new Set() });

export const keyOf = {
  bot: (user: string) => `bot/${user}`,
  meta: (guild: string) => `guild/${guild}/meta`,
  structure: (guild: string) => `guild/${guild}/structure`,
  tickedUntil: (guild: string) => `guild/${guild}/ticked_until`,
  channel: (guild: string, id: string) => `guild/${guild}/channel/${id}`,
  role: (guild: string, id: string) => `guild/${guild}/role/${id}`,
  thread: (guild: string, id: string) => `guild/${guild}/thread/${id}`,
  voice: (guild: string, user: string) => `guild/${guild}/voice/${user}`,
};

/** Folds one change into the picture. Unknown keys belong to a later version and are left alone. */
export function applyChange(picture: Picture, { key, value }: PictureChange): void {
  const [scope = '', id = '', field = '', item = ''] = key.split('/');
  if (scope === 'bot') picture.bots.add(id);
  if (scope !== 'guild') return;
  const guild = guildIn(picture, id);
  if (field === 'meta') guild.meta = value as GuildPicture['meta'];
  if (field === 'structure') guild.structure = value as string | null;
  if (field === 'ticked_until') guild.ticked_until = (value as number | null) ?? 0;
  if (field === 'channel') putOrDelete(guild.channels, item, value as PicturedChannel | null);
  if (field === 'role') putOrDelete(guild.roles, item, value as PicturedRole | null);
  if (field === 'thread') putOrDelete(guild.threads, item, value as string | null);
  if (field === 'voice') putOrDelete(guild.voice, item, value as VoicePresence | null);
}

/** The guild's part of the picture, begun if it is new. */
function guildIn(picture: Picture, id: string): GuildPicture {
  const known = picture.guilds.get(id);
  if (known) return known;
  const guild: GuildPicture = {
    id,
    meta: null,
    channels: new Map(),
    roles: new Map(),
    threads: new Map(),
    voice: new Map(),
    structure: null,
    ticked_until: 0,
  };
  picture.guilds.set(id, guild);
  return guild;
}

function putOrDelete<V>(map: Map<string, V>, key: string, value: V | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}
