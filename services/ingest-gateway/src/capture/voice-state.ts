import { type Static, Type } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';
import { type GuildPicture, keyOf, type VoicePresence } from '../picture/picture.js';
import { actorOf } from './actor.js';
import { learnBot } from './bots.js';
import { type CaptureContext, checked, NOTHING } from './capture.js';
import { Member } from './shapes.js';
import { isoTime } from './times.js';

/** What GUILD_CREATE and VOICE_STATE_UPDATE have in common. */
export const VoiceState = Type.Object({
  user_id: Snowflake,
  channel_id: Type.Union([Snowflake, Type.Null()]),
  self_mute: Type.Boolean(),
  self_deaf: Type.Boolean(),
});
type VoiceState = Static<typeof VoiceState>;

const Update = Type.Composite([
  VoiceState,
  Type.Object({ guild_id: Type.Optional(Snowflake), member: Type.Optional(Member) }),
]);
type Update = Static<typeof Update>;

/** VOICE_STATE_UPDATE → join, leave or move where the channel changed; muting only changes the picture. */
export const voiceState = checked(Update, (update, context) => {
  const { guild_id, user_id, member } = update;
  if (guild_id === undefined) return NOTHING;
  const { picture, receivedAt } = context;
  const guild = picture.guilds.get(guild_id);
  const before = guild?.voice.get(user_id) ?? null;
  const isBot = member?.user.bot || picture.bots.has(user_id);
  const after = presence(update, before, receivedAt, guild?.meta?.afk_channel_id ?? null, isBot);
  const changes = learnBot(member?.user, picture);
  if (before !== null || after !== null) changes.push({ key: keyOf.voice(guild_id, user_id), value: after });
  const fact = isBot ? null : voiceFact(update, guild_id, before, after, guild, context);
  return { facts: fact ? [fact] : [], changes };
});

/** The picture of a member in voice after `state`, or `null` when it left. Times in milliseconds. */
export function presence(
  state: VoiceState,
  before: VoicePresence | null,
  now: number,
  afkChannel: string | null,
  bot: boolean,
): VoicePresence | null {
  if (state.channel_id === null) return null;
  return {
    channel_id: state.channel_id,
    joined_at: before?.joined_at ?? now,
    eligible_since: state.channel_id === afkChannel ? null : (before?.eligible_since ?? now),
    self_mute: state.self_mute,
    self_deaf: state.self_deaf,
    bot,
  };
}

function voiceFact(
  update: Update,
  guild_id: string,
  before: VoicePresence | null,
  after: VoicePresence | null,
  guild: GuildPicture | undefined,
  context: CaptureContext,
) {
  const channel = (after ?? before)?.channel_id;
  if (channel === undefined || before?.channel_id === after?.channel_id) return null;
  const time = isoTime(context.receivedAt);
  const common = {
    guild_id,
    user_id: update.user_id,
    channel_id: channel,
    target_id: null,
    at: time,
    received_at: time,
    ...(update.member && { actor: actorOf(update.member.user, update.member.nick) }),
  };
  const heard = {
    self_mute: update.self_mute,
    self_deaf: update.self_deaf,
    is_afk: channel === guild?.meta?.afk_channel_id,
  };
  const id = (type: string) => `${type}:${context.session}:${context.sequence}`;
  if (before === null)
    return { ...common, id: id('voice_join'), type: 'voice_join' as const, payload: heard };
  if (after === null) {
    const duration_seconds = Math.max(0, Math.floor((context.receivedAt - before.joined_at) / 1000));
    const payload = { ...heard, duration_seconds };
    return { ...common, id: id('voice_leave'), type: 'voice_leave' as const, payload };
  }
  const payload = { ...heard, from_channel_id: before.channel_id, to_channel_id: channel };
  return { ...common, id: id('voice_move'), type: 'voice_move' as const, payload };
}
