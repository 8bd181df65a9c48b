import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox';
import { Snowflake } from './snowflake.js';
import type { FactType } from './vocabulary.js';

const Count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const OptionalSnowflake = Type.Union([Snowflake, Type.Null()]);
const Time = Type.String({ description: 'ISO 8601, UTC, to the millisecond.', maxLength: 35 });
const Name = (most: number) => Type.String({ maxLength: most });

const payload = <T extends TProperties>(properties: T) => Type.Object(properties);

const message = payload({
  length: Type.Integer({ ...Count, description: 'Code points of the text.' }),
  word_count: Type.Integer({ ...Count, description: 'Runs of non-space characters.' }),
  has_code_block: Type.Boolean(),
  has_link: Type.Boolean(),
  has_attachment: Type.Boolean(),
  attachment_count: Count,
  emoji_count: Count,
  is_reply: Type.Boolean(),
  reply_to_user_id: OptionalSnowflake,
  parent_channel_id: OptionalSnowflake,
});

const reaction = payload({
  emoji_name: Type.String({
    minLength: 1,
    maxLength: 100,
    description: 'The emoji itself, or `name:id` of a custom one.',
  }),
  message_id: Snowflake,
  parent_channel_id: OptionalSnowflake,
});

const thread = payload({
  name_length: Count,
  thread_id: Snowflake,
  parent_channel_id: OptionalSnowflake,
});

const voiceState = { self_mute: Type.Boolean(), self_deaf: Type.Boolean(), is_afk: Type.Boolean() };

const voiceTick = payload({
  tick_minutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  member_count: Type.Integer({ ...Count, description: 'Humans in the channel, self included.' }),
  self_mute: Type.Boolean(),
  self_deaf: Type.Boolean(),
});

const channel = Type.Object({
  id: Snowflake,
  name: Name(100),
  type: Type.Integer({ description: "Discord's channel type; 4 is a category." }),
  parent_id: OptionalSnowflake,
});

const role = Type.Object({ id: Snowflake, name: Name(100), position: Type.Integer() });

/** The payload of each fact type: what happened, in numbers and flags, never in the words of a member. */
export const PAYLOADS = {
  message_create: message,
  reaction_add: reaction,
  reaction_remove: reaction,
  thread_create: thread,
  voice_join: payload(voiceState),
  voice_leave: payload({ ...voiceState, duration_seconds: Count }),
  voice_move: payload({ ...voiceState, from_channel_id: Snowflake, to_channel_id: Snowflake }),
  voice_tick: voiceTick,
  member_join: payload({ joined_at: Time }),
  member_leave: payload({}),
  guild_structure: payload({
    name: Name(100),
    afk_channel_id: OptionalSnowflake,
    channels: Type.Array(channel),
    roles: Type.Array(role),
  }),
  gateway_gap: payload({
    shard: Count,
    from: Type.Union([Time, Type.Null()], { description: 'The last thing seen before the gap, if any.' }),
    to: Time,
  }),
} as const satisfies Record<FactType, TObject>;

export type Payload<T extends FactType> = Static<(typeof PAYLOADS)[T]>;

/** Who did it, as far as the dispatch tells; reaches `users`, never the lake. */
export const Actor = Type.Object({
  name: Type.String({ maxLength: 200, description: 'Display name.' }),
  avatar: Type.Union([Type.String({ maxLength: 100 }), Type.Null()], { description: 'Avatar hash.' }),
});

/** What every fact has, whatever its type. */
export const FactEnvelope = Type.Object({
  id: Type.String({
    minLength: 1,
    // A journal id adds up to 35 characters to it and must fit a column of 100.
    maxLength: 65,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'The source id: the same for the same thing, however often it arrives.',
  }),
  type: Type.String({ maxLength: 64 }),
  guild_id: Snowflake,
  user_id: Type.Optional(OptionalSnowflake),
  channel_id: Type.Optional(OptionalSnowflake),
  target_id: Type.Optional(OptionalSnowflake),
  at: Type.String({ ...Time, description: 'When it happened.' }),
  received_at: Type.String({ ...Time, description: 'When the gateway first made it durable.' }),
  actor: Type.Optional(Actor),
  payload: Type.Unknown(),
});

/** A fact on the wire: one line of a frame. */
export type FactJson<T extends FactType = FactType> = {
  [K in T]: Omit<Static<typeof FactEnvelope>, 'type' | 'payload'> & { type: K; payload: Payload<K> };
}[T];
