import type { RawFact, RawRules } from './log-reader.js';

/** The defaults of the rules of the economy (section 7), for the time before the first rule set. */
const DEFAULTS: Record<string, number> = {
  ...{ xp_base_message: 15, xp_base_reaction_given: 5, xp_base_reaction_received: 8, xp_base_thread: 20 },
  ...{ xp_base_voice_tick: 10, xp_base_quest: 50, stars_base_message: 1, stars_base_reaction_given: 1 },
  ...{ stars_base_reaction_received: 2, stars_base_thread: 2, stars_base_voice_tick: 1, stars_base_quest: 5 },
  ...{ gold_per_level_up: 50, coffee_gold_cost: 50, level_base: 100, level_factor: 1.25 },
  ...{ cooldown_seconds: 30, max_reactions_per_pair_per_day: 3, reaction_memory_days: 14 },
  ...{ crowd_threshold: 10, burst_window_seconds: 300, xp_cap_reaction_burst: 5, voice_ticks_per_hour: 6 },
  ...{ voice_min_members: 1, daily_xp_cap: 0 },
  ...{ quality_length_medium: 200, quality_length_long: 500, quality_multiplier_medium: 1.2 },
  ...{ quality_multiplier_long: 1.5, quality_multiplier_code: 1.4, quality_multiplier_link: 1.25 },
  ...{ quality_multiplier_attachment: 1.1, quality_emoji_spam_threshold: 5 },
  ...{ quality_penalty_emoji_spam: 0.5, quality_floor: 0.1 },
};

export const NO_RULES: RawRules = {
  version: 0,
  settings: {},
  categories: [],
  seasons: [],
  templates: [],
  quests: [],
};

export const setting = (rules: RawRules, key: string, guild?: string | null): number =>
  Number(rules.settings[`${key}:${guild}`] ?? rules.settings[key] ?? DEFAULTS[key]);

/** Whether the lake takes facts of this type. */
export const isLaid = (rules: RawRules, type: string, guild: string): boolean => {
  const key = `event_lake.source.${type}.enabled`;
  return (rules.settings[`${key}:${guild}`] ?? rules.settings[key] ?? true) === true;
};

/** The channel's own mapping, else its parent's; an inactive category is none. */
export function categoryOf(rules: RawRules, fact: RawFact) {
  const holds = (channel: unknown) =>
    rules.categories.find(({ channels }) => channels.includes(String(channel)));
  const found = holds(fact.channel_id) ?? holds(fact.payload.parent_channel_id);
  return found?.active ? found : null;
}

export const seasonAt = (rules: RawRules, at: number) =>
  rules.seasons.find(
    ({ active, starts_at, ends_at }) => active && Date.parse(starts_at) <= at && at < Date.parse(ends_at),
  ) ?? null;

/** The total XP at which a level is left: the power by repeated multiplication. */
export function leftAt(rules: RawRules, level: number): number {
  const factor = setting(rules, 'level_factor');
  let power = 1;
  for (let n = 0; n < level; n += 1) power *= factor;
  return Math.trunc(setting(rules, 'level_base') * power);
}
