import type { BoardName, LeaderboardRow, Overview } from '@synapse/contracts';
import { figure } from '@synapse/web-kit';

type Currency = Overview['currency'];

/** The boards in the order of their tabs. */
export const BOARD_NAMES: readonly BoardName[] = ['xp', 'level', 'stars', 'weekly', 'monthly', 'gold'];
export const isBoardName = (text: string | undefined): text is BoardName =>
  BOARD_NAMES.some((name) => name === text);

/** What a board is called. */
export const boardLabel = (board: BoardName, { primary, secondary }: Currency): string =>
  ({
    xp: primary,
    level: 'Level',
    stars: 'Season stars',
    weekly: 'This week',
    monthly: 'This month',
    gold: secondary,
  })[board];

/** What its figures are. */
export const boardUnit = (board: BoardName, { primary, secondary }: Currency): string =>
  ({ xp: primary, level: '', stars: 'stars', weekly: primary, monthly: primary, gold: secondary })[board];

/** The figure that the board is ordered by, with its unit. */
export function scoreOf(board: BoardName, { value }: LeaderboardRow, currency: Currency): string {
  if (board === 'level') return `Level ${figure(value)}`;
  return `${figure(value)} ${boardUnit(board, currency)}`;
}
