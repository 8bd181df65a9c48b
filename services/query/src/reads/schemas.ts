import type { TSchema, TUnsafe } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import {
  Achievements,
  Activity,
  Explanation,
  Journal,
  Leaderboard,
  MemberAchievements,
  MemberProfile,
  MemberRanks,
  MemberSearch,
  Overview,
  Preferences,
  PublicSettings,
  Quests,
  RecentAchievements,
  RewardEvent,
  SeasonStandings,
  Seasons,
  Statement,
} from '@synapse/contracts';

/** Schemas that the OpenAPI document names, so that generated clients get types with names. */
export const NAMED_SCHEMAS = {
  Achievements,
  Activity,
  Explanation,
  Journal,
  Leaderboard,
  MemberAchievements,
  MemberProfile,
  MemberRanks,
  MemberSearch,
  Overview,
  Preferences,
  PublicSettings,
  Quests,
  RecentAchievements,
  RewardEvent,
  SeasonStandings,
  Seasons,
  Statement,
} satisfies Record<string, TSchema>;

export type Named = typeof NAMED_SCHEMAS;

/** A reference to a named schema, typed as what it describes. */
export const named = <N extends keyof Named>(name: N, description: string): TUnsafe<Named[N]['static']> =>
  Type.Unsafe({ $ref: `${name}#`, description });
