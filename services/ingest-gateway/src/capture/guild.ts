import { type Static, Type } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';
import { difference } from '../picture/difference.js';
import {
  type GuildPicture,
  keyOf,
  type PictureChange,
  type PicturedRole,
  type VoicePresence,
} from '../picture/picture.js';
import { storable } from './actor.js';
import { learnBot } from './bots.js';
import { type CaptureContext, checked, NOTHING } from './capture.js';
import { Channel, pictured } from './channel.js';
import { picturedRole, Role } from './role.js';
import { Member, maybe } from './shapes.js';
import { learnThread, ThreadPlace } from './thread.js';
import { presence, VoiceState } from './voice-state.js';

const Unavailable = Type.Object({ id: Snowflake, unavailable: Type.Optional(Type.Boolean()) });

const Named = Type.Object({
  id: Snowflake,
  name: Type.String(),
  afk_channel_id: maybe(Snowflake),
});

const Created = Type.Composite([
  Named,
  Type.Object({
    channels: Type.Array(Channel),
    roles: Type.Array(Role),
    threads: Type.Optional(Type.Array(ThreadPlace)),
    members: Type.Optional(Type.Array(Member)),
    voice_states: Type.Optional(Type.Array(VoiceState)),
  }),
]);
type Created = Static<typeof Created>;

const wholeGuild = checked(Created, (guild, context) => ({
  facts: [],
  changes: guildChanges(guild, context),
}));

/**
 * GUILD_CREATE → the whole guild anew. Who was in voice before is forgotten: nobody knows whether they stayed while the
 * guild could not be seen.
 */
export const guildCreate = checked(Unavailable, (guild, context) =>
  guild.unavailable ? NOTHING : wholeGuild(guild, context),
);

/** GUILD_UPDATE → name and AFK channel; whoever sits in a channel that became or ceased to be the AFK one starts anew. */
export const guildUpdate = checked(Named, (guild, { picture, receivedAt }) => {
  const known = picture.guilds.get(guild.id);
  if (!known?.meta) return NOTHING;
  const afk = guild.afk_channel_id ?? null;
  const voice = new Map([...known.voice].map(([user, before]) => [user, underAfk(before, afk, receivedAt)]));
  const changes = [
    ...metaChange(guild, known),
    ...difference(known.voice, voice, (user) => keyOf.voice(guild.id, user)),
  ];
  return { facts: [], changes };
});

/** GUILD_DELETE: the bot was removed, or the guild is out of order; either way nobody there can be seen in voice. */
export const guildDelete = checked(Unavailable, ({ id }, { picture }) => ({
  facts: [],
  changes: forgetVoice(picture.guilds.get(id)),
}));

/** The changes that forget who is in voice in a guild. */
export const forgetVoice = (guild: GuildPicture | undefined): PictureChange[] =>
  guild ? difference(guild.voice, new Map(), (user) => keyOf.voice(guild.id, user)) : [];

function guildChanges(guild: Created, { picture, receivedAt }: CaptureContext): PictureChange[] {
  const { id, members = [], threads = [] } = guild;
  const known = picture.guilds.get(id);
  const channels = new Map(guild.channels.map((channel) => [channel.id, pictured(channel)]));
  const roles = new Map<string, PicturedRole>(guild.roles.map((role) => [role.id, picturedRole(role)]));
  const bots = new Set(members.filter(({ user }) => user.bot).map(({ user }) => user.id));
  const isBot = (user: string) => bots.has(user) || picture.bots.has(user);
  return [
    ...members.flatMap(({ user }) => learnBot(user, picture)),
    ...metaChange(guild, known),
    ...difference(known?.channels, channels, (channel) => keyOf.channel(id, channel)),
    ...difference(known?.roles, roles, (role) => keyOf.role(id, role)),
    ...threads.flatMap((thread) => learnThread(thread, id, picture)),
    ...difference(known?.voice, voiceOf(guild, receivedAt, isBot), (user) => keyOf.voice(id, user)),
    { key: keyOf.tickedUntil(id), value: receivedAt },
  ];
}

function voiceOf(guild: Created, now: number, isBot: (user: string) => boolean): Map<string, VoicePresence> {
  const afk = guild.afk_channel_id ?? null;
  const present = (guild.voice_states ?? []).flatMap((state): [string, VoicePresence][] => {
    const member = presence(state, null, now, afk, isBot(state.user_id));
    return member ? [[state.user_id, member]] : [];
  });
  return new Map(present);
}

function underAfk(before: VoicePresence, afk: string | null, now: number): VoicePresence {
  const eligible_since = before.channel_id === afk ? null : (before.eligible_since ?? now);
  return { ...before, eligible_since };
}

function metaChange(guild: Static<typeof Named>, known: GuildPicture | undefined): PictureChange[] {
  const meta = { name: storable(guild.name.slice(0, 100)), afk_channel_id: guild.afk_channel_id ?? null };
  const isSame = known?.meta?.name === meta.name && known.meta.afk_channel_id === meta.afk_channel_id;
  return isSame ? [] : [{ key: keyOf.meta(guild.id), value: meta }];
}
