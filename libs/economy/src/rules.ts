import {
  type Fact,
  type InteractionType,
  type RuleSet,
  type RuleSetCategory,
  type RuleSetQuest,
  type RuleSetSeason,
  type RuleSetTemplate,
  type SettingKey,
  type SettingValue,
  settingValue,
} from '@synapse/contracts';
import { createLevelCurve, type LevelCurve } from './level-curve.js';

/** What a category makes of an interaction's base. */
export interface Multipliers {
  readonly xp: number;
  readonly stars: number;
}

/** A rule set, ready to be asked. */
export interface Rules {
  readonly version: number;
  readonly levels: LevelCurve;
  /** Active achievement templates, by id. */
  readonly templates: readonly RuleSetTemplate[];
  /** The template of an id, active or not. */
  template(id: number): RuleSetTemplate | undefined;
  quest(id: number): RuleSetQuest | undefined;
  season(id: number): RuleSetSeason | undefined;
  /** The value in force in a guild, or in the community as a whole. */
  setting<K extends SettingKey>(key: K, guildId?: bigint): SettingValue<K>;
  /** The active category of a fact's channel: its own mapping, else its parent's (threads), else none. */
  categoryOf(fact: Fact): RuleSetCategory | null;
  multipliers(category: RuleSetCategory | null, interaction: InteractionType): Multipliers;
  /** The season active at a moment, in milliseconds since the Unix epoch. */
  seasonAt(at: number): RuleSetSeason | null;
}

const UNCHANGED: Multipliers = { xp: 1, stars: 1 };

const opened = new WeakMap<RuleSet, Rules>();

/** Opens a rule set; the same one is opened once. */
export function openRules(ruleSet: RuleSet): Rules {
  const rules = opened.get(ruleSet) ?? build(ruleSet);
  opened.set(ruleSet, rules);
  return rules;
}

function build(ruleSet: RuleSet): Rules {
  const { settings } = ruleSet;
  const byChannel = new Map(
    ruleSet.categories.flatMap((category) =>
      category.channels.map((channel) => [BigInt(channel), category] as const),
    ),
  );
  const seasons = ruleSet.seasons
    .filter(({ active }) => active)
    .map((season) => ({ season, from: Date.parse(season.starts_at), to: Date.parse(season.ends_at) }));
  return {
    version: ruleSet.version,
    levels: createLevelCurve(settingValue(settings, 'level_base'), settingValue(settings, 'level_factor')),
    templates: ruleSet.templates.filter(({ active }) => active).sort((a, b) => a.id - b.id),
    template: byId(ruleSet.templates),
    quest: byId(ruleSet.quests),
    season: byId(ruleSet.seasons),
    setting: rememberSettings((key, guildId) => settingValue(settings, key, guildId)),
    categoryOf(fact) {
      const category = lookUp(byChannel, fact.channelId) ?? lookUp(byChannel, parentChannel(fact));
      return category?.active ? category : null;
    },
    multipliers(category, interaction) {
      const row = category?.multipliers.find(({ interaction_type: type }) => type === interaction);
      return row ? { xp: row.xp_multiplier, stars: row.star_multiplier } : UNCHANGED;
    },
    seasonAt: (at) => seasons.find(({ from, to }) => from <= at && at < to)?.season ?? null,
  };
}

/** Judging asks for the same few settings of the same few guilds with every fact. */
function rememberSettings(read: Rules['setting']): Rules['setting'] {
  const guilds = new Map<bigint | undefined, Map<SettingKey, unknown>>();
  return <K extends SettingKey>(key: K, guildId?: bigint) => {
    const known = guilds.get(guildId) ?? new Map<SettingKey, unknown>();
    if (known.size === 0) guilds.set(guildId, known);
    if (!known.has(key)) known.set(key, read(key, guildId));
    return known.get(key) as SettingValue<K>;
  };
}

function byId<T extends { readonly id: number }>(all: readonly T[]): (id: number) => T | undefined {
  const map = new Map(all.map((each) => [each.id, each]));
  return (id) => map.get(id);
}

const lookUp = <V>(map: ReadonlyMap<bigint, V>, id: bigint | null): V | undefined =>
  id === null ? undefined : map.get(id);

function parentChannel({ payload }: Fact): bigint | null {
  const parent = 'parent_channel_id' in payload ? payload.parent_channel_id : null;
  return parent === null ? null : BigInt(parent);
}
