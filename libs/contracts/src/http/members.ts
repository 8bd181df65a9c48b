import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from '../one-of.js';
import { Snowflake } from '../snowflake.js';
import { COUNTERS, INTERACTION_TYPES } from '../vocabulary.js';
import { BOARDS, Freshness } from './boards.js';
import { CALLING, Delta, Figure, Moment, NextCursor, RowNumber } from './figures.js';

const Rank = Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]);

export const MemberProfile = Type.Object({
  ...CALLING,
  github_username: Type.Union([Type.String(), Type.Null()]),
  xp: Figure,
  level: Type.Integer({ minimum: 1 }),
  gold: Figure,
  stars: Figure,
  next_level: Type.Object(
    { from: Figure, at: Type.Union([Figure, Type.Null()]) },
    { description: 'The XP at which the level began and at which it is left; null when none is higher.' },
  ),
  ranks: Type.Object(Object.fromEntries(BOARDS.map((board) => [board, Rank])), {
    description:
      'Place on each board; null when not on it, or when the board is still being put together. As of a time only that on the board `xp`.',
  }),
  counters: Type.Object(Object.fromEntries(COUNTERS.map((counter) => [counter, Figure]))),
  left_at: Type.Union([Moment, Type.Null()], { description: 'When they left, if they have not returned.' }),
  as_of: Freshness,
});
export type MemberProfile = Static<typeof MemberProfile>;

/** Where a member stands on each board. */
export const MemberRanks = Type.Object({
  id: Snowflake,
  ranks: MemberProfile.properties.ranks,
  as_of: Freshness,
});
export type MemberRanks = Static<typeof MemberRanks>;

export const MemberSearch = Type.Object({
  members: Type.Array(
    Type.Object({ ...CALLING, xp: Figure, level: Type.Integer({ minimum: 1 }), rank: Rank }),
  ),
});
export type MemberSearch = Static<typeof MemberSearch>;

const common = {
  id: Type.String({ description: 'Its number in the journal.' }),
  at: Moment,
  interaction: oneOf(INTERACTION_TYPES),
  category: Type.Union([Type.String(), Type.Null()], { description: 'Name of the channel’s category.' }),
  season_id: Type.Union([RowNumber, Type.Null()]),
  xp: Delta,
  stars: Delta,
  gold: Delta,
  denial: Type.Union([Type.String(), Type.Null()], { description: 'The code of why it paid nothing.' }),
  why: Type.String({ description: 'The chain of factors, or the denial, in words.' }),
};

export const JournalEntry = Type.Object(common);
export type JournalEntry = Static<typeof JournalEntry>;

/** What a member earned, newest first. The sums over all pages are the profile’s figures. */
export const Journal = Type.Object({ entries: Type.Array(JournalEntry), next: NextCursor });
export type Journal = Static<typeof Journal>;

const OptionalText = Type.Union([Type.String(), Type.Null()]);

/** The same with everything that the journal knows: for the member, not for the public. */
export const Statement = Type.Object({
  entries: Type.Array(
    Type.Object({
      ...common,
      cause: Type.String({ description: 'Id of the fact or command.' }),
      rule_set: Type.Integer({ minimum: 0 }),
      guild_id: Type.Union([Snowflake, Type.Null()]),
      channel_id: Type.Union([Snowflake, Type.Null()]),
      reason: Type.Union(OptionalText.anyOf, { description: 'Why an admin did it, in their words.' }),
      item: Type.Union(OptionalText.anyOf, { description: 'What was bought.' }),
    }),
  ),
  next: NextCursor,
});
export type Statement = Static<typeof Statement>;

const Chain = Type.Array(Type.Object({ name: Type.String(), value: Type.Number() }));

/** Why a journal entry says what it says. */
export const Explanation = Type.Object({
  ...common,
  member: Type.Object(CALLING),
  rule_set: Type.Integer({ minimum: 0, description: 'Version of the rule set that judged.' }),
  xp_factors: Chain,
  star_factors: Chain,
});
export type Explanation = Static<typeof Explanation>;

/** What a member wants announced. */
export const Preferences = Type.Object({
  announce_level_up: Type.Boolean(),
  announce_achievements: Type.Boolean(),
  announce_awards: Type.Boolean(),
});
export type Preferences = Static<typeof Preferences>;
