import type { Fact } from '@synapse/contracts';
import { judge, memories, pay } from './judge.js';
import type { WindowMove } from './limits/windows.js';
import { createOverlay, type Evolved } from './overlay.js';
import type { Rules } from './rules.js';
import { countingSeason, type State } from './state.js';

export interface Decision extends Evolved {
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
  const overlay = createOverlay(state, fact.at);
  const sides = pay(rules, overlay, judge(rules, state, fact, seasonId, isHistory));
  const { rows, after, members, stats } = overlay;
  return { rows, after, members, stats, moves: memories(rules, state, fact, sides, isHistory) };
}
