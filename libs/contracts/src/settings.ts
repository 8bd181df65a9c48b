import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { isSnowflake, Snowflake } from './snowflake.js';
import { LAKE_EVENT_TYPES, type LakeEventType } from './vocabulary.js';

export type SettingCategory =
  | 'economy'
  | 'anti_gaming'
  | 'quality'
  | 'display'
  | 'announcements'
  | 'community'
  | 'event_lake';

/** One setting: its range is its schema, its default is in force until a rule set says otherwise. */
export interface Setting<S extends TSchema = TSchema> {
  readonly category: SettingCategory;
  readonly schema: S;
  readonly default: Static<S>;
  readonly description: string;
}

const MAX_INT = 2_147_483_647;
const DAYS = 3650;

const define = <S extends TSchema>(
  category: SettingCategory,
  schema: S,
  byDefault: Static<S>,
  description: string,
): Setting<S> => ({ category, schema, default: byDefault, description });

const figure = (category: SettingCategory) => (byDefault: number, description: string) =>
  define(category, Type.Integer({ minimum: 0, maximum: 1_000_000 }), byDefault, description);
const factor = (byDefault: number, description: string) =>
  define('quality', Type.Number({ minimum: 0, maximum: 100 }), byDefault, description);
const length = (byDefault: number, description: string) =>
  define('quality', Type.Integer({ minimum: 0, maximum: MAX_INT }), byDefault, description);
const flag = (category: SettingCategory, byDefault: boolean, description: string) =>
  define(category, Type.Boolean(), byDefault, description);
const text = (byDefault: string, description: string) =>
  define('display', Type.String({ minLength: 1, maxLength: 100 }), byDefault, description);
const optionalId = (category: SettingCategory, description: string) =>
  define(category, Type.Union([Snowflake, Type.Null()]), null, description);

const economy = figure('economy');
const antiGaming = figure('anti_gaming');

const LevelRoles = Type.Array(
  Type.Object({ level: Type.Integer({ minimum: 2, maximum: MAX_INT }), role_id: Snowflake }),
  { maxItems: 250 },
);
const QuietHours = Type.Union([
  Type.Object({
    from: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
    to: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
  }),
  Type.Null(),
]);

const PLAIN_SETTINGS = {
  xp_base_message: economy(15, 'XP of a message, before multipliers and quality.'),
  xp_base_reaction_given: economy(5, 'XP for giving a reaction.'),
  xp_base_reaction_received: economy(8, 'XP for receiving a reaction.'),
  xp_base_thread: economy(20, 'XP for opening a thread.'),
  xp_base_voice_tick: economy(10, 'XP of one voice tick.'),
  xp_base_quest: economy(50, 'XP of a quest whose author left it out.'),
  stars_base_message: economy(1, 'Stars of a message.'),
  stars_base_reaction_given: economy(1, 'Stars for giving a reaction.'),
  stars_base_reaction_received: economy(2, 'Stars for receiving a reaction.'),
  stars_base_thread: economy(2, 'Stars for opening a thread.'),
  stars_base_voice_tick: economy(1, 'Stars of one voice tick.'),
  stars_base_quest: economy(5, 'Stars of a completed quest.'),
  gold_per_level_up: economy(50, 'Gold paid for each level reached.'),
  coffee_gold_cost: economy(50, 'Gold that a coffee costs.'),
  level_base: define(
    'economy',
    Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    100,
    'Scale of the level curve, one for all guilds: level L is left at trunc(level_base · level_factor^L) XP.',
  ),
  level_factor: define(
    'economy',
    Type.Number({ minimum: 1.01, maximum: 100 }),
    1.25,
    'Growth of the level curve from level to level, one for all guilds.',
  ),

  cooldown_seconds: antiGaming(
    30,
    'Seconds after a paid message in which the next one in the channel pays nothing.',
  ),
  max_reactions_per_pair_per_day: antiGaming(3, 'Paid reactions from one member to another in 24 hours.'),
  reaction_memory_days: antiGaming(14, 'Days after which a message can no longer earn by reactions.'),
  crowd_threshold: antiGaming(10, 'Distinct reactors of a message that bring its author the full stars.'),
  burst_window_seconds: antiGaming(300, 'Age in seconds below which a message can be in a reaction burst.'),
  xp_cap_reaction_burst: antiGaming(5, 'Most XP that one reaction of a burst brings the author.'),
  voice_ticks_per_hour: antiGaming(6, 'Paid voice ticks of a member in an hour.'),
  voice_min_members: define(
    'anti_gaming',
    Type.Integer({ minimum: 1, maximum: 1000 }),
    1,
    'Humans that a voice channel must hold for its members to get a tick, self included.',
  ),
  daily_xp_cap: antiGaming(0, 'Most XP of a member in a UTC day from activity; 0 = no cap.'),

  quality_length_medium: length(200, 'Code points above which a message counts as medium.'),
  quality_length_long: length(500, 'Code points above which a message counts as long.'),
  quality_multiplier_medium: factor(1.2, 'Quality factor of a medium message.'),
  quality_multiplier_long: factor(1.5, 'Quality factor of a long message.'),
  quality_multiplier_code: factor(1.4, 'Quality factor of a message with a code block.'),
  quality_multiplier_link: factor(1.25, 'Quality factor of a message with a link.'),
  quality_multiplier_attachment: factor(1.1, 'Quality factor of a message with an attachment.'),
  quality_emoji_spam_threshold: length(5, 'Emoji above which a message counts as emoji spam.'),
  quality_penalty_emoji_spam: factor(0.5, 'Quality factor of emoji spam.'),
  quality_floor: factor(0.1, 'Least quality of a message.'),

  currency_name_primary: text('XP', 'What the pages call XP.'),
  currency_name_secondary: text('Gold', 'What the pages call gold.'),
  leaderboard_size: define(
    'display',
    Type.Integer({ minimum: 1, maximum: 100 }),
    25,
    'Members on a leaderboard page when the reader names no number.',
  ),
  dashboard_title: text('Synapse', 'Title of the public pages.'),
  dashboard_subtitle: text('What our community is up to', 'Line below the title of the public pages.'),
  boards_hide_leavers: flag(
    'display',
    true,
    'Members who left are missing from the boards until they return.',
  ),

  announce_level_ups: flag('announcements', true, 'Announce level-ups.'),
  announce_achievements: flag('announcements', true, 'Announce achievements.'),
  announce_awards: flag('announcements', true, 'Announce awards.'),
  announce_channel_id: optionalId('announcements', 'Channel of announcements; null = where it happened.'),
  announce_milestones_only: flag(
    'announcements',
    false,
    'Announce only every fifth level and rare achievements.',
  ),
  announce_throttle_per_minute: define(
    'announcements',
    Type.Integer({ minimum: 1, maximum: 60 }),
    3,
    'Announcements a channel and minute; the excess is merged into a digest.',
  ),
  quiet_hours: define('announcements', QuietHours, null, 'Hours (UTC) in which nothing is announced.'),

  level_roles: define('community', LevelRoles, [], 'Roles given at a level.'),
  level_roles_mode: define(
    'community',
    Type.Union([Type.Literal('stack'), Type.Literal('replace')]),
    'stack',
    'Whether a member keeps the roles of lower levels.',
  ),
  admin_role_id: optionalId('community', 'Role whose members may administrate.'),
  emit_denied_events: flag('community', false, 'Publish a reward event for each denial too.'),

  event_lake_retention_days: define(
    'event_lake',
    Type.Integer({ minimum: 1, maximum: DAYS }),
    90,
    'Days that the event lake keeps.',
  ),
  voice_tick_minutes: define(
    'event_lake',
    Type.Integer({ minimum: 1, maximum: 1440 }),
    10,
    'Length of a voice slot in minutes.',
  ),
} as const;

type SourceKey = `event_lake.source.${LakeEventType}.enabled`;

const SOURCE_SETTINGS = Object.fromEntries(
  LAKE_EVENT_TYPES.map((type) => [
    `event_lake.source.${type}.enabled`,
    flag('event_lake', true, `Keep ${type} in the event lake and count it. Rewards go on either way.`),
  ]),
) as Record<SourceKey, ReturnType<typeof flag>>;

/** Every setting that exists: key, range, default, category and description. */
export const SETTINGS = { ...PLAIN_SETTINGS, ...SOURCE_SETTINGS };

export type SettingKey = keyof typeof SETTINGS;
export type SettingValue<K extends SettingKey> = Static<(typeof SETTINGS)[K]['schema']>;

/** Settings in force: by key for the whole community, or by `<key>:<guild id>` for one guild. */
export type SettingValues = Readonly<Record<string, unknown>>;

export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);

/** A member has one level in the community, so the curve is one, too. */
const COMMUNITY_WIDE: ReadonlySet<SettingKey> = new Set<SettingKey>(['level_base', 'level_factor']);

/** Tells whether a guild may have a value of its own. */
export const isOfGuild = (key: SettingKey): boolean => !COMMUNITY_WIDE.has(key);

/**
 * Says what is wrong with one setting, or returns `null`.
 * @param name a registered key, or `<key>:<guild id>`
 */
export function settingComplaint(name: string, value: unknown): string | null {
  const [key = '', guild, ...rest] = name.split(':');
  if (!isSettingKey(key)) return `${name}: no setting has this key.`;
  if (rest.length > 0 || (guild !== undefined && !isSnowflake(guild))) {
    return `${name}: after the colon stands the id of one guild.`;
  }
  if (guild !== undefined && !isOfGuild(key)) {
    return `${name}: this setting is the community's; a guild has no value of its own.`;
  }
  const error = Value.Errors(SETTINGS[key].schema, value).First();
  return error ? `${name}${error.path}: ${error.message}; ${JSON.stringify(value)} was given.` : null;
}

/** The value in force for a guild: the guild's own, else the community's, else the default. */
export function settingValue<K extends SettingKey>(
  values: SettingValues,
  key: K,
  guildId?: bigint,
): SettingValue<K> {
  const own = guildId === undefined ? undefined : values[`${key}:${guildId}`];
  return (own ?? values[key] ?? SETTINGS[key].default) as SettingValue<K>;
}

/** Every key with its default. */
export const defaultSettings = (): Record<SettingKey, unknown> =>
  Object.fromEntries(Object.entries(SETTINGS).map(([key, setting]) => [key, setting.default])) as Record<
    SettingKey,
    unknown
  >;

/** How many days back the anti-gaming rules of any guild look. Two at least: the caps of a day look back that far. */
export function longestMemoryDays(settings: SettingValues): number {
  const longest = (key: 'reaction_memory_days' | 'cooldown_seconds') => {
    const own = Object.entries(settings).filter(([name]) => name.startsWith(`${key}:`));
    return Math.max(settingValue(settings, key), ...own.map(([, value]) => Number(value)));
  };
  return Math.max(2, longest('reaction_memory_days'), Math.ceil(longest('cooldown_seconds') / 86_400));
}
