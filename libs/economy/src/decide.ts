import type { Fact } from '@synapse/contracts';
import { evolve } from './evolve.js';
import type { JournalRow } from './journal.js';
import { LARGEST_FIGURE } from './level-curve.js';
import { type Member, newMember } from './member.js';
import type { Rules } from './rules.js';
import { worth } from './worth.js';

/** The members that a decision may look at. */
export type Members = ReadonlyMap<bigint, Member>;

/**
 * What a fact brings to whom: the rows of the journal, in order. After each row that pays come the levels it reaches,
 * ascending. Pure: the same members and the same fact give the same rows.
 */
export function decide(rules: Rules, members: Members, fact: Fact): JournalRow[] {
  const touched = new Map<bigint, Member>();
  return worth(rules, fact).flatMap((valued) => {
    const before =
      touched.get(valued.userId) ?? members.get(valued.userId) ?? newMember(valued.userId, fact.at);
    const paid = withinRange(before, valued);
    const rows = [paid, ...levelUps(rules, evolve(before, paid), paid)];
    touched.set(valued.userId, rows.reduce(evolve, before));
    return rows;
  });
}

/** A row that would take a figure out of its range pays nothing. */
function withinRange(member: Member, row: JournalRow): JournalRow {
  const fits = member.xp + row.xpDelta <= LARGEST_FIGURE && member.stars + row.starDelta <= LARGEST_FIGURE;
  if (fits) return row;
  return { ...row, xpDelta: 0, starDelta: 0, reasons: { ...row.reasons, denial: 'out_of_range' } };
}

function levelUps(rules: Rules, member: Member, cause: JournalRow): JournalRow[] {
  const reached = rules.levels.levelAt(member.xp, member.level);
  const perLevel = rules.setting('gold_per_level_up', guildOf(cause));
  return Array.from({ length: reached - member.level }, (_, index) => {
    const level = member.level + index + 1;
    const gold = Math.min(perLevel, LARGEST_FIGURE - member.gold - index * perLevel);
    return levelUp(cause, level, Math.max(0, gold));
  });
}

const levelUp = (cause: JournalRow, level: number, gold: number): JournalRow => ({
  userId: cause.userId,
  interaction: 'LEVEL_UP',
  // Both sides of a reaction can reach the same level: the id of the paying row keeps their levels apart.
  sourceEventId: `${cause.sourceEventId}:level:${level}`,
  categoryId: cause.categoryId,
  xpDelta: 0,
  starDelta: 0,
  at: cause.at,
  reasons: {
    fact: cause.reasons.fact,
    rule_set: cause.reasons.rule_set,
    ...(cause.reasons.guild !== undefined && { guild: cause.reasons.guild }),
    ...(cause.reasons.channel !== undefined && { channel: cause.reasons.channel }),
    level,
    gold_delta: gold,
  },
});

const guildOf = ({ reasons }: JournalRow) =>
  reasons.guild === undefined ? undefined : BigInt(reasons.guild);
