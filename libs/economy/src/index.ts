export { achievementRow, isMet, newlyMet } from './achievements.js';
export type { CommandDecision, Effect } from './commands/command-decision.js';
export { commandEvents } from './commands/command-events.js';
export {
  type CommandState,
  type Leader,
  type Payment,
  paymentKey,
  type QuestProgress,
} from './commands/command-state.js';
export { decideCommand } from './commands/decide-command.js';
export { type Decision, decide } from './decide.js';
export { type Departure, departureAfter, isAway } from './departure.js';
export { concernsErased, type IsErased, whomErases, withoutErased } from './erasure.js';
export { evolve, evolveStat } from './evolve.js';
export { type Explainable, explain, explainRead, type ReadRow } from './explain.js';
export type { Factor, JournalRow, Reasons } from './journal.js';
export { createLevelCurve, LARGEST_FIGURE, type LevelCurve } from './level-curve.js';
export { levelUps } from './level-ups.js';
export {
  isAboutReactions,
  isForgotten,
  moved,
  type Window,
  type WindowMove,
  type Windows,
  type WindowValue,
  windowKeys,
  windowsNaming,
} from './limits/windows.js';
export { introduced, type Member, newMember } from './member.js';
export { codePoints, type MessageFacts, messageFacts } from './message-facts.js';
export { createOverlay, type Evolved, evolveAll, type Overlay } from './overlay.js';
export { product, quality } from './quality.js';
export { presenceEvent, rewardEvents } from './reward-events.js';
export { type Multipliers, openRules, type Rules } from './rules.js';
export { seasonEvents } from './season-events.js';
export { EMPTY_STATE, type SeasonStat, type State, statKey } from './state.js';
export type { Difference } from './what-if/difference.js';
export { createWhatIf, type FactCounts, type Recorded, type WhatIfOptions } from './what-if/what-if.js';
export { journalIds, worth } from './worth.js';
