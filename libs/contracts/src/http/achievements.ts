import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from '../one-of.js';
import { COUNTERS } from '../vocabulary.js';
import { Figure, MemberName, Moment, RowNumber } from './figures.js';

export const RARITIES = ['common', 'uncommon', 'rare', 'epic', 'legendary'] as const;

const template = {
  id: RowNumber,
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  rarity: oneOf(RARITIES),
  requirement: Type.Object({
    type: oneOf(['counter_threshold', 'star_threshold', 'xp_milestone', 'custom'] as const),
    scope: oneOf(['season', 'lifetime'] as const),
    field: Type.Union([oneOf(COUNTERS), Type.Null()]),
    value: Type.Union([Type.Integer(), Type.Null()]),
  }),
  xp_reward: Figure,
  gold_reward: Figure,
  badge_image_url: Type.Union([Type.String(), Type.Null()]),
};

/** Every achievement that can be earned or was, and how many did. */
export const Achievements = Type.Object({
  members: Type.Integer({ minimum: 0, description: 'Members who have earned XP.' }),
  achievements: Type.Array(
    Type.Object({
      ...template,
      active: Type.Boolean(),
      earners: Type.Integer({ minimum: 0 }),
    }),
  ),
});
export type Achievements = Static<typeof Achievements>;

/** What was earned last, by anybody. */
export const RecentAchievements = Type.Object({
  earned: Type.Array(
    Type.Object({
      id: RowNumber,
      name: Type.String(),
      rarity: oneOf(RARITIES),
      at: Moment,
      member: MemberName,
    }),
  ),
});
export type RecentAchievements = Static<typeof RecentAchievements>;

/** What a member earned, the latest first. */
export const MemberAchievements = Type.Object({
  earned: Type.Array(Type.Object({ ...template, at: Moment })),
});
export type MemberAchievements = Static<typeof MemberAchievements>;
