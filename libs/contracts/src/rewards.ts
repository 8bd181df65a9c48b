import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { FutureVersionError } from './frame.js';
import { oneOf } from './one-of.js';
import { Snowflake } from './snowflake.js';
import { DENIALS, INTERACTION_TYPES } from './vocabulary.js';

/** The newest reward frame that this build writes and reads. */
export const REWARD_FRAME_VERSION = 1;

const Figure = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const OptionalId = Type.Union([Snowflake, Type.Null()]);

const Member = Type.Object({
  id: Snowflake,
  name: Type.String({ description: 'Display name; the id until one is known.' }),
  avatar: Type.Union([Type.String(), Type.Null()], { description: 'Avatar hash.' }),
});

const Totals = Type.Object(
  { xp: Figure, level: Type.Integer({ minimum: 1 }), gold: Figure, stars: Figure },
  { description: 'The member’s figures after this event, so that a subscriber needs no database.' },
);

const common = {
  id: Type.String({ description: 'The same for the same event, however often it is delivered.' }),
  at: Type.String({ description: 'When it happened, by the fact’s own time: ISO 8601, UTC.' }),
  cause: Type.String({ description: 'Id of the fact that led to it.' }),
  rule_set: Type.Integer({ minimum: 0, description: 'Version of the rule set that judged.' }),
  silent: Type.Boolean({ description: 'From history, a sweep or an apply: nobody is to be told.' }),
  guild_id: OptionalId,
  channel_id: OptionalId,
  member: Member,
  totals: Totals,
};

/** A member earned XP or stars. */
export const Granted = Type.Object({
  kind: Type.Literal('granted'),
  ...common,
  interaction: oneOf(INTERACTION_TYPES),
  category_id: Type.Union([Type.Integer(), Type.Null()]),
  xp: Type.Integer(),
  stars: Type.Integer(),
});

/** A member reached a level; one event a level. */
export const LevelReached = Type.Object({
  kind: Type.Literal('level_reached'),
  ...common,
  level: Type.Integer({ minimum: 2 }),
  gold: Type.Integer({ minimum: 0, description: 'Gold paid for the level.' }),
});

/** What a member did paid nothing, and why. Off unless the setting `emit_denied_events` is on. */
export const Denied = Type.Object({
  kind: Type.Literal('denied'),
  ...common,
  interaction: oneOf(INTERACTION_TYPES),
  reason: oneOf(DENIALS),
});

/** A member earned an achievement. */
export const AchievementEarned = Type.Object({
  kind: Type.Literal('achievement_earned'),
  ...common,
  template_id: Type.Integer(),
  name: Type.String(),
  rarity: Type.String(),
  announce_channel_id: OptionalId,
  xp: Type.Integer(),
  gold: Type.Integer(),
});

/** A member's gold moved, whatever the reason: the cause is told by the event before it. */
export const GoldMoved = Type.Object({
  kind: Type.Literal('gold_moved'),
  ...common,
  gold: Type.Integer({ description: 'How much came; negative when it went.' }),
});

export const RewardEvent = Type.Union([Granted, Denied, LevelReached, AchievementEarned, GoldMoved]);
export type RewardEvent = Static<typeof RewardEvent>;
export type RewardKind = RewardEvent['kind'];

/** All reward events of one transaction of the engine, in order. */
export const RewardFrame = Type.Object({
  v: Type.Integer({ minimum: 1 }),
  community: Type.String(),
  frame: Type.Integer({ minimum: 1, description: 'Its number; each is published once, in order.' }),
  log: Type.Object(
    { created: Type.String(), sequence: Type.Integer({ minimum: 0 }) },
    { description: 'How far in the log the engine was after it.' },
  ),
  events: Type.Array(RewardEvent),
});
export type RewardFrame = Static<typeof RewardFrame>;

const schema = TypeCompiler.Compile(RewardFrame);

export const encodeRewardFrame = (frame: RewardFrame): Buffer => Buffer.from(JSON.stringify(frame), 'utf8');

const KINDS: ReadonlySet<unknown> = new Set(RewardEvent.anyOf.map(({ properties }) => properties.kind.const));

/** Without the events of kinds that a later version adds: their readers are later versions, too. */
function knownEventsOnly(value: unknown): unknown {
  const frame = value as Partial<RewardFrame> | null;
  if (!Array.isArray(frame?.events)) return value;
  return { ...frame, events: frame.events.filter((event) => KINDS.has(event?.kind)) };
}

/**
 * Reads a reward frame; events of unknown kinds are left out.
 * @throws FutureVersionError when it is of a later version
 * @throws TypeError when it is no reward frame
 */
export function decodeRewardFrame(body: Uint8Array): RewardFrame {
  const value = knownEventsOnly(JSON.parse(Buffer.from(body).toString('utf8')));
  const { v } = (value ?? {}) as Partial<RewardFrame>;
  if (Number.isSafeInteger(v) && (v as number) > REWARD_FRAME_VERSION) {
    throw new FutureVersionError('A reward frame', v, REWARD_FRAME_VERSION);
  }
  if (schema.Check(value)) return value;
  const error = schema.Errors(value).First();
  throw new TypeError(`No reward frame: ${error?.path ?? ''} ${error?.message ?? ''}.`);
}
