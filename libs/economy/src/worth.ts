import type { Fact, RuleSetCategory, SettingKey } from '@synapse/contracts';
import type { Factor, JournalRow } from './journal.js';
import { product, quality } from './quality.js';
import type { Rules } from './rules.js';

type Paying = 'MESSAGE' | 'REACTION_GIVEN' | 'REACTION_RECEIVED' | 'THREAD_CREATE' | 'VOICE_TICK';

const BASES: Record<Paying, { xp: SettingKey; stars: SettingKey }> = {
  MESSAGE: { xp: 'xp_base_message', stars: 'stars_base_message' },
  REACTION_GIVEN: { xp: 'xp_base_reaction_given', stars: 'stars_base_reaction_given' },
  REACTION_RECEIVED: { xp: 'xp_base_reaction_received', stars: 'stars_base_reaction_received' },
  THREAD_CREATE: { xp: 'xp_base_thread', stars: 'stars_base_thread' },
  VOICE_TICK: { xp: 'xp_base_voice_tick', stars: 'stars_base_voice_tick' },
};

/** One side of a fact that may earn. */
interface Side {
  interaction: Paying;
  userId: bigint;
  /** Distinguishes the sides of one fact in the journal. */
  suffix: string;
  quality?: Factor[];
  minutes?: number;
}

/**
 * What a fact is worth before limits (rules of the economy, section 3, stages 1 to 5): one row for each side of it.
 * @param seasonId the season they count for
 * @param isHistory whether it was imported
 */
export function worth(rules: Rules, fact: Fact, seasonId: number | null, isHistory: boolean): JournalRow[] {
  return sides(rules, fact).map((side) => row(rules, fact, side, seasonId, isHistory));
}

/**
 * The ids of the journal rows that a fact brings; none for facts that earn nothing. Any of them tells a fact seen before:
 * an erasure may have left one side of it.
 */
export function journalIds({ type, id, targetId }: Fact): string[] {
  if (type === 'reaction_add') return targetId === null ? [`${id}:given`] : [`${id}:given`, `${id}:received`];
  return type === 'message_create' || type === 'thread_create' || type === 'voice_tick' ? [id] : [];
}

function sides(rules: Rules, fact: Fact): Side[] {
  switch (fact.type) {
    case 'message_create':
      return [
        {
          interaction: 'MESSAGE',
          userId: fact.userId,
          suffix: '',
          quality: quality(fact.payload, rules, fact.guildId),
        },
      ];
    case 'reaction_add': {
      const given: Side = { interaction: 'REACTION_GIVEN', userId: fact.userId, suffix: ':given' };
      if (fact.targetId === null) return [given];
      return [given, { interaction: 'REACTION_RECEIVED', userId: fact.targetId, suffix: ':received' }];
    }
    case 'thread_create':
      return [{ interaction: 'THREAD_CREATE', userId: fact.userId, suffix: '' }];
    case 'voice_tick':
      return [
        { interaction: 'VOICE_TICK', userId: fact.userId, suffix: '', minutes: fact.payload.tick_minutes },
      ];
    default:
      return [];
  }
}

function row(rules: Rules, fact: Fact, side: Side, seasonId: number | null, isHistory: boolean): JournalRow {
  const category = rules.categoryOf(fact);
  const multipliers = rules.multipliers(category, side.interaction);
  const base = BASES[side.interaction];
  const xp = chain(rules.setting(base.xp, fact.guildId) as number, category, multipliers.xp);
  const stars = chain(rules.setting(base.stars, fact.guildId) as number, category, multipliers.stars);
  // The quality is one product of its own, so that the order of multiplication is base · multiplier · quality.
  const factors = side.quality ?? [];
  return {
    userId: side.userId,
    interaction: side.interaction,
    sourceSystem: 'discord',
    sourceEventId: `${fact.id}${side.suffix}`,
    categoryId: category?.id ?? null,
    seasonId,
    xpDelta: Math.trunc(product(xp) * product(factors)),
    starDelta: Math.trunc(product(stars)),
    at: fact.at,
    reasons: {
      fact: fact.id,
      rule_set: rules.version,
      guild: String(fact.guildId),
      ...(fact.channelId !== null && { channel: String(fact.channelId) }),
      xp: [...xp, ...factors],
      stars,
      ...(side.minutes !== undefined && { minutes: side.minutes }),
      ...(isHistory && { history: true as const }),
    },
  };
}

const chain = (base: number, category: RuleSetCategory | null, multiplier: number): Factor[] => [
  ['base', base],
  ...(category && multiplier !== 1 ? ([['category', multiplier]] as const) : []),
];
