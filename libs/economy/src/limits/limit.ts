import type { Fact } from '@synapse/contracts';
import type { JournalRow } from '../journal.js';
import type { Rules } from '../rules.js';
import type { State } from '../state.js';
import { limitMessage, messageMoves } from './message.js';
import { limitReaction, reactionMoves } from './reaction.js';
import { denied } from './verdict.js';
import { limitVoiceTick, voiceTickMoves } from './voice-tick.js';
import { createKeys, type WindowMove } from './windows.js';

/** What limiting a fact may look at. */
export type Memory = Pick<State, 'windows' | 'horizon'>;

/** Applies the rules that deny or cut what a fact is worth (rules of the economy, section 3.6), all but the daily cap. */
export function limit(
  rules: Rules,
  { windows, horizon }: Memory,
  fact: Fact,
  rows: readonly JournalRow[],
  isHistory: boolean,
): JournalRow[] {
  if (isLate(fact, horizon, isHistory) && !isOwnMessage(fact)) {
    return rows.map((row) => denied(row, 'late'));
  }
  const keys = createKeys(isHistory);
  switch (fact.type) {
    case 'message_create':
      return rows.map((row) => limitMessage(rules, windows, keys, fact, row));
    case 'reaction_add':
      return limitReaction(rules, windows, keys, fact, rows);
    case 'voice_tick':
      return rows.map((row) => limitVoiceTick(rules, windows, keys, fact, row));
    default:
      return [...rows];
  }
}

/** What the rules remember of a fact once its rows are final: windows are spent only by what was really paid. */
export function remember(
  rules: Rules,
  { windows, horizon }: Memory,
  fact: Fact,
  rows: readonly JournalRow[],
  isHistory: boolean,
): WindowMove[] {
  if (isLate(fact, horizon, isHistory)) return [];
  const keys = createKeys(isHistory);
  switch (fact.type) {
    case 'message_create':
      return messageMoves(rules, keys, fact, rows);
    case 'reaction_add':
      return reactionMoves(rules, windows, keys, fact, rows);
    case 'voice_tick':
      return voiceTickMoves(windows, keys, fact, rows);
    default:
      return [];
  }
}

/** What nobody has to remember is known of a late fact, too. */
const isOwnMessage = (fact: Fact): boolean => fact.type === 'reaction_add' && fact.targetId === fact.userId;

/** History is old by nature, and judged by windows of its own, which are not forgotten. */
const isLate = (fact: Fact, horizon: number, isHistory: boolean): boolean => !isHistory && fact.at < horizon;
