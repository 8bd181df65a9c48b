import type { Fact } from '@synapse/contracts';
import { earn, record } from './consequences.js';
import type { JournalRow } from './journal.js';
import { LARGEST_FIGURE } from './level-curve.js';
import { capDay, dayMove } from './limits/daily-cap.js';
import { limit, remember } from './limits/limit.js';
import { denied } from './limits/verdict.js';
import type { WindowMove } from './limits/windows.js';
import { createOverlay, type Overlay } from './overlay.js';
import type { Rules } from './rules.js';
import { countingSeason, type State } from './state.js';
import { worth } from './worth.js';

export interface Decision {
  /** The rows of the journal, in order. */
  readonly rows: readonly JournalRow[];
  /** What the anti-gaming rules remember of it; of two moves of one key the later is the true one. */
  readonly moves: readonly WindowMove[];
}

/**
 * What a fact brings to whom. Pure: the same state and the same fact give the same decision. The rows of a fact are its
 * sides, each followed by the levels it reaches; then achievements by template id, each followed by its levels, as long
 * as new ones are met.
 * @param isHistory whether it was imported: history has windows of its own
 */
export function decide(rules: Rules, state: State, fact: Fact, isHistory = false): Decision {
  const seasonId = countingSeason(rules, state, fact.at);
  const valued = worth(rules, fact).map((row) => ({ ...row, seasonId }));
  const overlay = createOverlay(state, fact.at);
  const sides = limit(rules, state, fact, valued, isHistory).map((row) => {
    const paid = withinRange(overlay, capDay(rules, state.windows, fact, row, isHistory));
    record(rules, overlay, paid);
    return paid;
  });
  earn(rules, overlay, sides);
  const days = sides
    .map((row) => dayMove(state.windows, fact, row, isHistory))
    .filter((move) => move !== null);
  return { rows: overlay.rows, moves: [...remember(rules, state, fact, sides, isHistory), ...days] };
}

/** A row that would take a figure out of its range pays nothing. */
function withinRange(overlay: Overlay, row: JournalRow): JournalRow {
  const { xp, stars } = overlay.member(row.userId);
  const fits = xp + row.xpDelta <= LARGEST_FIGURE && stars + row.starDelta <= LARGEST_FIGURE;
  return fits ? row : denied(row, 'out_of_range');
}
