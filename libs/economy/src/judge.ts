import type { Fact } from '@synapse/contracts';
import { earn, record } from './consequences.js';
import type { JournalRow } from './journal.js';
import { LARGEST_FIGURE } from './level-curve.js';
import { capDay, dayMove } from './limits/daily-cap.js';
import { limit, type Memory, remember } from './limits/limit.js';
import { denied } from './limits/verdict.js';
import type { WindowMove } from './limits/windows.js';
import type { Overlay } from './overlay.js';
import type { Rules } from './rules.js';
import { worth } from './worth.js';

/**
 * The sides of a fact as the rules value and limit them, before anything follows from them.
 * @param seasonId the season they count for
 * @param isHistory whether it was imported: history has windows of its own
 */
export function judge(
  rules: Rules,
  memory: Memory,
  fact: Fact,
  seasonId: number | null,
  isHistory: boolean,
): JournalRow[] {
  const valued = worth(rules, fact, seasonId, isHistory);
  return limit(rules, memory, fact, valued, isHistory).map((row) =>
    capDay(rules, memory.windows, fact, row, isHistory),
  );
}

/** Adds the sides of a fact, each with its levels, and then the achievements newly met. @returns the sides as they are paid */
export function pay(rules: Rules, overlay: Overlay, sides: readonly JournalRow[]): JournalRow[] {
  const paid = sides.map((side) => {
    const row = withinRange(overlay, side);
    record(rules, overlay, row);
    return row;
  });
  earn(rules, overlay, paid);
  return paid;
}

/** A row that would take a figure out of its range pays nothing. */
function withinRange(overlay: Overlay, row: JournalRow): JournalRow {
  const { xp, stars } = overlay.member(row.userId);
  const fits = xp + row.xpDelta <= LARGEST_FIGURE && stars + row.starDelta <= LARGEST_FIGURE;
  return fits ? row : denied(row, 'out_of_range');
}

/** What the anti-gaming rules remember of a fact once its sides are paid. */
export function memories(
  rules: Rules,
  memory: Memory,
  fact: Fact,
  sides: readonly JournalRow[],
  isHistory: boolean,
): WindowMove[] {
  const days = sides
    .map((row) => dayMove(memory.windows, fact, row, isHistory))
    .filter((move) => move !== null);
  return [...remember(rules, memory, fact, sides, isHistory), ...days];
}
