import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from '../one-of.js';
import { INTERACTION_TYPES, QUEST_STATUSES } from '../vocabulary.js';
import { LeaderboardRow } from './boards.js';
import { Day, Figure, MemberName, Moment, RowNumber } from './figures.js';

const Standing = Type.Object({ rank: Type.Integer({ minimum: 1 }), member: MemberName, stars: Figure });

const season = {
  id: RowNumber,
  name: Type.String(),
  starts_at: Moment,
  ends_at: Moment,
  active: Type.Boolean(),
  closed_at: Type.Union([Moment, Type.Null()], {
    description: 'When its standings became final; null before.',
  }),
};

/** Every season, the latest first, with the first three of each. */
export const Seasons = Type.Object({
  seasons: Type.Array(Type.Object({ ...season, podium: Type.Array(Standing) })),
});
export type Seasons = Static<typeof Seasons>;

/** One season and its standings: final once it is closed. */
export const SeasonStandings = Type.Object({
  ...season,
  members: Type.Integer({ minimum: 0, description: 'Members who earned stars in it.' }),
  standings: Type.Array(Standing, { description: 'The first by stars; ties by id.' }),
});
export type SeasonStandings = Static<typeof SeasonStandings>;

export const Quests = Type.Object({
  quests: Type.Array(
    Type.Object({
      id: RowNumber,
      title: Type.String(),
      description: Type.String(),
      xp_reward: Figure,
      gold_reward: Figure,
      status: oneOf(QUEST_STATUSES),
      claimed_by: Type.Union([MemberName, Type.Null()]),
      github_issue_url: Type.Union([Type.String(), Type.Null()]),
      created_at: Moment,
    }),
  ),
});
export type Quests = Static<typeof Quests>;

/** What was judged on each day, by the facts’ own times. Denied things are counted, and paid nothing. */
export const Activity = Type.Object({
  days: Type.Array(
    Type.Object({
      day: Day,
      types: Type.Array(
        Type.Object({
          interaction: oneOf(INTERACTION_TYPES),
          count: Figure,
          xp: Type.Integer(),
          stars: Type.Integer(),
        }),
      ),
    }),
  ),
});
export type Activity = Static<typeof Activity>;

/** The community as a whole, and how it calls itself. */
export const Overview = Type.Object({
  community: Type.String(),
  title: Type.String(),
  subtitle: Type.String(),
  currency: Type.Object(
    { primary: Type.String(), secondary: Type.String() },
    { description: 'What the community calls XP (primary) and gold (secondary).' },
  ),
  members: Type.Integer({ minimum: 0, description: 'Members who have earned XP.' }),
  xp: Figure,
  gold: Figure,
  stars: Figure,
  levels: Type.Integer({
    minimum: 0,
    description: 'Levels that members have reached, the first not counted.',
  }),
  season: Type.Union([Type.Object({ id: RowNumber, name: Type.String(), ends_at: Moment }), Type.Null()], {
    description: 'The season that is open.',
  }),
  champion: Type.Union([LeaderboardRow, Type.Null()], { description: 'The first of the board `xp`.' }),
});
export type Overview = Static<typeof Overview>;

/** The rules that members may know: what counts how much, what the limits are, and what things are called. */
export const PublicSettings = Type.Object({
  rule_set: Type.Integer({ minimum: 0, description: 'The version in force.' }),
  settings: Type.Record(
    Type.String(),
    Type.Object({ category: Type.String(), description: Type.String(), value: Type.Unknown() }),
  ),
});
export type PublicSettings = Static<typeof PublicSettings>;

/** Categories of settings that anybody may read. */
export const PUBLIC_SETTING_CATEGORIES = ['economy', 'anti_gaming', 'quality', 'display'] as const;
