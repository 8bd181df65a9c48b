import { type Cause, inherited, type JournalRow } from './journal.js';
import { LARGEST_FIGURE } from './level-curve.js';
import type { Member } from './member.js';
import type { Rules } from './rules.js';

/**
 * A row for each level that a member has the XP for and was never paid, ascending, each with its gold.
 * @param member the member after `cause`
 */
export function levelUps(rules: Rules, member: Member, cause: Cause): JournalRow[] {
  const reached = rules.levels.levelAt(member.xp, member.level);
  // Imported levels were paid elsewhere.
  const perLevel = cause.reasons.kind === 'import' ? 0 : rules.setting('gold_per_level_up', guildOf(cause));
  return Array.from({ length: reached - member.level }, (_, index) => {
    const gold = Math.min(perLevel, LARGEST_FIGURE - member.gold - index * perLevel);
    return levelUp(cause, member.level + index + 1, Math.max(0, gold));
  });
}

/** The row of one level. */
export const levelUp = (cause: Cause, level: number, gold: number): JournalRow => ({
  userId: cause.userId,
  interaction: 'LEVEL_UP',
  sourceSystem: cause.sourceSystem,
  // Both sides of a reaction can reach the same level: the id of the paying row keeps their levels apart.
  sourceEventId: `${cause.sourceEventId}:level:${level}`,
  categoryId: cause.categoryId,
  seasonId: cause.seasonId,
  xpDelta: 0,
  starDelta: 0,
  at: cause.at,
  reasons: { ...inherited(cause.reasons), level, gold_delta: gold },
});

const guildOf = ({ reasons }: Cause) => (reasons.guild === undefined ? undefined : BigInt(reasons.guild));
