import type { Denial, InteractionType } from '@synapse/contracts';
import type { Factor, Reasons } from './journal.js';

/** A journal row, as far as explaining it needs. */
export interface Explainable {
  readonly interaction: InteractionType;
  readonly xpDelta: number;
  readonly starDelta: number;
  readonly reasons: Reasons;
  /** What the row's category is called, if it has one. */
  readonly categoryName?: string | undefined;
}

/** A journal row as whoever reads the journal finds it. */
export interface ReadRow {
  readonly interaction: InteractionType;
  readonly xp: number;
  readonly stars: number;
  /** What its category is called. */
  readonly category: string | null;
  /** Its {@link Reasons}. */
  readonly metadata: object;
}

const DENIED: Record<Denial, string> = {
  cooldown: 'cooldown',
  self_reaction: 'a reaction on one’s own message',
  repeat_reaction: 'this reaction was given before',
  old_message: 'the message is too old to earn by reactions',
  pair_cap: 'enough reactions from this member to that one today',
  voice_cap: 'enough voice time in the last hour',
  daily_cap: 'the day’s XP are used up',
  late: 'it arrived too late to be judged',
  out_of_range: 'the figure would leave its range',
};

const FACTORS: Record<string, string> = {
  base: 'base',
  code_block: 'code block',
  long: 'long text',
  medium: 'longer text',
  link: 'link',
  attachment: 'attachment',
  emoji_spam: 'many emoji',
  quality_floor: 'least quality',
  same_message: 'same message',
  crowd: 'crowd',
  achievement: 'achievement',
};

/** These cut an amount instead of multiplying it. */
const CUTS: Record<string, string> = {
  burst: 'reaction burst',
  daily_cap: 'rest of the day',
  range: 'the largest figure',
};

/** What an admin or a member asked for. */
const KINDS: Record<NonNullable<Reasons['kind']>, (reasons: Reasons) => string> = {
  award: ({ reason }) => (reason === undefined ? 'awarded' : `awarded for “${reason}”`),
  spend: ({ item }) => (item === undefined ? 'spent' : `spent on ${item}`),
  import: () => 'imported',
  revoke: () => 'an achievement taken back',
  correction: ({ run }) => `correction by the what-if ${run}`,
};

/** See {@link explain}. */
export const explainRead = ({ interaction, xp, stars, category, metadata }: ReadRow): string =>
  explain({
    interaction,
    xpDelta: xp,
    starDelta: stars,
    reasons: metadata as Reasons,
    categoryName: category ?? undefined,
  });

/**
 * Why a journal row says what it says, in words: "15 base × 1.5 Programming × 1.4 code block = 31 XP", or
 * "0: cooldown, 12 s left".
 */
export function explain(row: Explainable): string {
  const { denial, left_seconds: left, level, gold_delta: gold } = row.reasons;
  if (denial !== undefined) return `0: ${DENIED[denial]}${left === undefined ? '' : `, ${left} s left`}`;
  if (level !== undefined) return `level ${level} reached: ${gold ?? 0} gold`;
  const { kind, granted_by: by } = row.reasons;
  if (kind !== undefined) return `${KINDS[kind](row.reasons)}: ${movement(row)}`;
  const parts = [
    amount(row.reasons.xp, row.xpDelta, 'XP', row.categoryName),
    amount(row.reasons.stars, row.starDelta, starsOf(row), row.categoryName),
    gold === undefined ? null : `${gold} gold`,
  ];
  const words = parts.filter((part) => part !== null).join('; ') || '0: worth nothing by the rules';
  return by === undefined ? words : `granted: ${words}`;
}

function amount(
  chain: readonly Factor[] | undefined,
  result: number,
  unit: string,
  category?: string,
): string | null {
  if (!chain || (result === 0 && chain.every(([, value]) => value === 0))) return null;
  const words = chain.map(([name, value], index) => {
    const cut = CUTS[name];
    if (cut) return `, at most ${value} (${cut})`;
    return `${index === 0 ? '' : ' × '}${value} ${name === 'category' ? (category ?? 'category') : (FACTORS[name] ?? name)}`;
  });
  return `${words.join('')} = ${result} ${unit}`;
}

const starsOf = ({ starDelta }: Explainable) => (starDelta === 1 ? 'star' : 'stars');

function movement(row: Explainable): string {
  const { xpDelta, starDelta, reasons } = row;
  const moved = [
    [xpDelta, 'XP'],
    [starDelta, starsOf(row)],
    [reasons.gold_delta ?? 0, 'gold'],
    [reasons.minutes ?? 0, 'voice minutes'],
  ].filter(([by]) => by !== 0);
  const words = moved.map(([by, unit]) => `${by} ${unit}`);
  if (reasons.taken !== undefined) words.push('an achievement goes');
  return words.join('; ') || 'it had brought nothing';
}
