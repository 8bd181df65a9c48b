import { type Static, Type } from '@sinclair/typebox';
import { oneOf } from './one-of.js';
import { defaultSettings } from './settings.js';
import { Snowflake } from './snowflake.js';
import { COUNTERS, INTERACTION_TYPES } from './vocabulary.js';

/** The newest form of a rule set that this build reads. */
export const RULE_SET_FORM = 1;
/** The newest `semantics` of judging that this build knows. Old numbers keep running. */
export const SEMANTICS = 1;

const RowId = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
const Time = Type.String({ maxLength: 35 });
const Figure = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const Multiplier = Type.Number({ minimum: 0, maximum: 1000 });

const Category = Type.Object({
  id: RowId,
  guild_id: Snowflake,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  active: Type.Boolean(),
  channels: Type.Array(Snowflake),
  multipliers: Type.Array(
    Type.Object({
      interaction_type: oneOf(INTERACTION_TYPES),
      xp_multiplier: Multiplier,
      star_multiplier: Multiplier,
    }),
  ),
});

const Season = Type.Object({
  id: RowId,
  guild_id: Snowflake,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  starts_at: Time,
  ends_at: Time,
  active: Type.Boolean(),
});

const Template = Type.Object({
  id: RowId,
  guild_id: Snowflake,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  category: Type.String({ maxLength: 50 }),
  requirement_type: oneOf(['counter_threshold', 'star_threshold', 'xp_milestone', 'custom'] as const),
  requirement_scope: oneOf(['season', 'lifetime'] as const),
  requirement_field: Type.Union([oneOf(COUNTERS), Type.Null()]),
  requirement_value: Type.Union([
    Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 }),
    Type.Null(),
  ]),
  xp_reward: Figure,
  gold_reward: Figure,
  rarity: oneOf(['common', 'uncommon', 'rare', 'epic', 'legendary'] as const),
  announce_channel_id: Type.Union([Snowflake, Type.Null()]),
  active: Type.Boolean(),
});

const Quest = Type.Object({
  id: RowId,
  guild_id: Snowflake,
  title: Type.String({ minLength: 1, maxLength: 200 }),
  xp_reward: Figure,
  gold_reward: Figure,
  active: Type.Boolean(),
});

/** All that judging needs, whole and versioned: the body of a config entry and of a `rule_sets` row. */
export const RuleSet = Type.Object({
  v: Type.Integer({ minimum: 1, description: 'The form of this document.' }),
  community: Type.String({ pattern: '^[a-z0-9_]{1,32}$' }),
  version: Type.Integer({ minimum: 0, description: 'Rises with each change; 0 = the defaults.' }),
  semantics: Type.Integer({ minimum: 1, description: 'Which meaning of the rules judges under this set.' }),
  at: Type.String({ ...Time, description: "The issuer's time." }),
  settings: Type.Record(Type.String(), Type.Unknown()),
  categories: Type.Array(Category),
  seasons: Type.Array(Season),
  templates: Type.Array(Template),
  quests: Type.Array(Quest),
});
export type RuleSet = Static<typeof RuleSet>;
export type RuleSetCategory = Static<typeof Category>;
export type RuleSetSeason = Static<typeof Season>;
export type RuleSetTemplate = Static<typeof Template>;
export type RuleSetQuest = Static<typeof Quest>;

/** What is in force before the first config entry: the registry's defaults, version 0. */
export const defaultRuleSet = (community: string): RuleSet => ({
  v: RULE_SET_FORM,
  community,
  version: 0,
  // Version 0 is judged as it always was, whatever this build has learned since.
  semantics: 1,
  at: new Date(0).toISOString(),
  settings: defaultSettings(),
  categories: [],
  seasons: [],
  templates: [],
  quests: [],
});
