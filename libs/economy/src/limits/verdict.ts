import type { Denial } from '@synapse/contracts';
import type { Factor, JournalRow } from '../journal.js';

/** The row at nothing, with the code of the rule that said no. */
export const denied = (
  row: JournalRow,
  denial: Denial,
  more: { left_seconds?: number } = {},
): JournalRow => ({
  ...row,
  xpDelta: 0,
  starDelta: 0,
  reasons: { ...row.reasons, denial, ...more },
});

/** The row with its stars multiplied by one more named factor. */
export const withStars = (row: JournalRow, ...factor: Factor): JournalRow => ({
  ...row,
  starDelta: Math.trunc(row.starDelta * factor[1]),
  reasons: { ...row.reasons, stars: [...(row.reasons.stars ?? []), factor] },
});

/** The row with at most `most` XP, and the name of the rule that cut it. */
export function withXpAtMost(row: JournalRow, most: number, rule: string): JournalRow {
  if (row.xpDelta <= most) return row;
  return {
    ...row,
    xpDelta: most,
    reasons: { ...row.reasons, xp: [...(row.reasons.xp ?? []), [rule, most]] },
  };
}

export const isPaid = ({ reasons }: JournalRow): boolean => reasons.denial === undefined;
