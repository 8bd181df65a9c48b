import { type Static, Type } from '@sinclair/typebox';
import { COUNTERS, INTERACTION_TYPES, QUEST_STATUSES } from '../vocabulary.js';
import { DiscordId, nullable, oneOfWords, Reward, RowId, Text } from './fields.js';

const Multiplier = Type.Number({ minimum: 0, maximum: 1000 });

/** A category as admins see it: channels that belong together, and what is worth more there. */
export const CategoryDocument = Type.Object({
  id: RowId,
  guild_id: DiscordId,
  name: Text(100, 'Unique in its guild, whatever the case.'),
  description: nullable(Text(2000)),
  active: Type.Boolean(),
  created_by: Type.String(),
  created_at: Type.String(),
  channels: Type.Array(DiscordId, {
    maxItems: 1000,
    uniqueItems: true,
    description: 'A channel belongs to one category of its guild: it leaves the one it was in.',
  }),
  multipliers: Type.Array(
    Type.Object(
      {
        interaction_type: oneOfWords(INTERACTION_TYPES),
        xp_multiplier: Multiplier,
        star_multiplier: Multiplier,
      },
      { additionalProperties: false },
    ),
    { maxItems: INTERACTION_TYPES.length, description: 'What is not named has the multipliers 1 and 1.' },
  ),
});
export type CategoryDocument = Static<typeof CategoryDocument>;

/** An achievement as admins see it. */
export const AchievementDocument = Type.Object({
  id: RowId,
  guild_id: DiscordId,
  name: Text(200, 'Unique in the community, whatever the case.'),
  description: Text(2000),
  category: Text(50, 'A heading in the gallery.'),
  requirement_type: oneOfWords(['counter_threshold', 'star_threshold', 'xp_milestone', 'custom']),
  requirement_scope: oneOfWords(['season', 'lifetime']),
  requirement_field: nullable(oneOfWords(COUNTERS, 'Which counter; with `counter_threshold` alone.')),
  requirement_value: nullable(
    Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description:
        'What must be reached. Nothing in force is without it but `custom`, which an admin grants and nothing else does.',
    }),
  ),
  xp_reward: Reward,
  gold_reward: Reward,
  rarity: oneOfWords(['common', 'uncommon', 'rare', 'epic', 'legendary']),
  badge_image_url: nullable(Type.String({ maxLength: 500, pattern: '^https://[^\\s"\'<>]+$' })),
  announce_channel_id: nullable(DiscordId),
  active: Type.Boolean(),
  created_at: Type.String(),
});
export type AchievementDocument = Static<typeof AchievementDocument>;

/** A season as admins see it. */
export const SeasonDocument = Type.Object({
  id: RowId,
  guild_id: DiscordId,
  name: Text(100, 'Unique in the community.'),
  starts_at: Type.String(),
  ends_at: Type.String(),
  active: Type.Boolean(),
  closed: Type.Boolean({ description: 'Its standings are final.' }),
});
export type SeasonDocument = Static<typeof SeasonDocument>;

/** A quest as admins see it. */
export const QuestDocument = Type.Object({
  id: RowId,
  guild_id: DiscordId,
  title: Text(200),
  description: Text(4000),
  xp_reward: Reward,
  gold_reward: Reward,
  github_issue_url: nullable(
    Type.String({ maxLength: 500, pattern: '^https://github\\.com/[\\w.-]+/[\\w.-]+/issues/[0-9]+$' }),
  ),
  status: oneOfWords(QUEST_STATUSES),
  claimed_by: nullable(DiscordId),
  active: Type.Boolean(),
  created_at: Type.String(),
});
export type QuestDocument = Static<typeof QuestDocument>;

/** A guild as the log last told of it. */
export const GuildDocument = Type.Object({
  id: DiscordId,
  name: Type.String(),
  channels: Type.Array(
    Type.Object({
      id: DiscordId,
      name: Type.String(),
      type: Type.Integer({ description: 'As Discord numbers them: 4 is a heading.' }),
      parent_id: nullable(DiscordId),
    }),
  ),
  roles: Type.Array(Type.Object({ id: DiscordId, name: Type.String() })),
});
export type GuildDocument = Static<typeof GuildDocument>;

/** Every setting, and what single guilds have of their own. */
export const SettingsDocument = Type.Object({
  settings: Type.Array(
    Type.Object({
      key: Type.String(),
      category: Type.String(),
      description: Type.String(),
      value: Type.Unknown({ description: 'In force for the community.' }),
      default: Type.Unknown(),
      schema: Type.Unknown({ description: 'What it may be, as JSON Schema.' }),
      by_guild: Type.Boolean({ description: 'Whether a guild may have a value of its own.' }),
    }),
  ),
  guild_values: Type.Record(Type.String(), Type.Unknown(), { description: 'By `<key>:<guild id>`.' }),
});
export type SettingsDocument = Static<typeof SettingsDocument>;
