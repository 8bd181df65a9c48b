import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from './one-of.js';
import { Outcome } from './outcomes.js';
import { Snowflake } from './snowflake.js';
import { COMMAND_ISSUERS } from './subjects.js';
import { DENIALS, INTERACTION_TYPES, QUEST_STATUSES } from './vocabulary.js';

/** A closed season tells at most this many places. */
export const STANDINGS = 100;

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

const base = {
  id: Type.String({ description: 'The same for the same event, however often it is delivered.' }),
  at: Type.String({ description: 'When it happened, by the fact’s own time: ISO 8601, UTC.' }),
  cause: Type.String({ description: 'Id of the fact or the command that led to it.' }),
  rule_set: Type.Integer({ minimum: 0, description: 'Version of the rule set that judged.' }),
  silent: Type.Boolean({ description: 'From history, a sweep or an apply: nobody is to be told.' }),
  guild_id: OptionalId,
  channel_id: OptionalId,
};

/** Of the events that are about a member: nearly all. */
const common = { ...base, member: Member, totals: Totals };

/** A member earned XP or stars, or an admin gave or took them. */
export const Granted = Type.Object({
  kind: Type.Literal('granted'),
  ...common,
  interaction: oneOf(INTERACTION_TYPES),
  category_id: Type.Union([Type.Integer(), Type.Null()]),
  xp: Type.Integer(),
  stars: Type.Integer(),
  season_id: Type.Optional(
    Type.Union([Type.Integer(), Type.Null()], {
      description: 'The season that the stars count for; engines before it was told leave it out.',
    }),
  ),
  award: Type.Optional(
    Type.Object(
      { gold: Type.Integer(), reason: Type.String() },
      { description: 'Of an award: what else it brought, and why it was given.' },
    ),
  ),
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

/** An admin took an achievement back. */
export const AchievementRevoked = Type.Object({
  kind: Type.Literal('achievement_revoked'),
  ...common,
  template_id: Type.Integer(),
  name: Type.String(),
  xp: Type.Integer({ maximum: 0, description: 'How much XP went with it.' }),
  gold: Type.Integer({ maximum: 0, description: 'How much gold went with it.' }),
});

/** A quest was claimed, given back or completed; the member is its claimer. */
export const QuestChanged = Type.Object({
  kind: Type.Literal('quest_changed'),
  ...common,
  quest_id: Type.Integer(),
  title: Type.String(),
  status: oneOf(QUEST_STATUSES),
});

/** A member left, and is seen on no board. In a community of several guilds: the one they were last seen in. */
export const MemberLeft = Type.Object({ kind: Type.Literal('member_left'), ...common });

/** A member who had left is back: they joined, or did anything else. */
export const MemberReturned = Type.Object({ kind: Type.Literal('member_returned'), ...common });

/** A season is open from the rule set on that first names it active. */
export const SeasonOpened = Type.Object({
  kind: Type.Literal('season_opened'),
  ...base,
  season_id: Type.Integer(),
  name: Type.String(),
  starts_at: Type.String({ description: 'ISO 8601, UTC.' }),
  ends_at: Type.String({ description: 'ISO 8601, UTC.' }),
});

/** A season is over: nothing counts for it any more. */
export const SeasonClosed = Type.Object({
  kind: Type.Literal('season_closed'),
  ...base,
  season_id: Type.Integer(),
  name: Type.String(),
  standings: Type.Array(Type.Object({ rank: Type.Integer({ minimum: 1 }), member: Member, stars: Figure }), {
    maxItems: STANDINGS,
    description: 'The first by stars of the season; ties by id.',
  }),
});

/** A member was erased: whoever keeps anything of what came before this event drops it. */
export const MemberErased = Type.Object({
  kind: Type.Literal('member_erased'),
  ...base,
  member_id: Snowflake,
});

/** A command was applied or refused. */
export const CommandSettled = Type.Object({
  kind: Type.Literal('command_settled'),
  ...base,
  issuer: oneOf(COMMAND_ISSUERS),
  actor: Type.String({ description: 'Who asked; 0 is the system itself.' }),
  command_id: Type.String(),
  command: Type.String({ description: 'Its type.' }),
  outcome: Outcome,
});

export const RewardEvent = Type.Union([
  Granted,
  Denied,
  LevelReached,
  AchievementEarned,
  AchievementRevoked,
  GoldMoved,
  QuestChanged,
  MemberLeft,
  MemberReturned,
  SeasonOpened,
  SeasonClosed,
  MemberErased,
  CommandSettled,
]);
export type RewardEvent = Static<typeof RewardEvent>;
export type RewardKind = RewardEvent['kind'];
export type SeasonClosed = Static<typeof SeasonClosed>;
