export { decide, type Members } from './decide.js';
export { evolve } from './evolve.js';
export type { Factor, JournalRow, Reasons } from './journal.js';
export { createLevelCurve, LARGEST_FIGURE, type LevelCurve } from './level-curve.js';
export { introduced, type Member, newMember } from './member.js';
export { product, quality } from './quality.js';
export { rewardEvent } from './reward-event.js';
export { type Multipliers, openRules, type Rules } from './rules.js';
export { firstJournalId, worth } from './worth.js';
