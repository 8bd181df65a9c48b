import type { Command } from '@synapse/contracts';
import { LARGEST_FIGURE } from '../level-curve.js';
import { totalsOf } from '../reward-events.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import { causeOf, commandRow, follow, memberIn, unfit } from './command-row.js';
import type { CommandState } from './command-state.js';

/** XP or gold from an admin, or to one. XP taken away never lowers the level. */
export function award(rules: Rules, state: CommandState, command: Command<'award'>): CommandDecision {
  const { xp = 0, gold = 0, reason } = command.body;
  const userId = BigInt(command.body.member);
  if (xp === 0 && gold === 0) return refused('nothing_to_do');
  const wrong = unfit(memberIn(state, userId, command.at), { xp, gold });
  if (wrong) return refused('out_of_range', wrong);
  const row = commandRow(causeOf(rules, state, command, userId), {
    interaction: 'MANUAL_AWARD',
    xp,
    gold,
    reasons: { kind: 'award', reason },
  });
  const { rows, after } = follow(rules, state, row);
  return applied({ xp, gold, totals: totalsOf(after) }, { rows });
}

/** Raises the XP to what a member had elsewhere, silently; the levels it brings pay no gold. */
export function importMember(
  rules: Rules,
  state: CommandState,
  command: Command<'import_member'>,
): CommandDecision {
  const { level, xp: imported } = command.body;
  const userId = BigInt(command.body.member);
  const figure = level === undefined ? imported : firstXpOf(rules, level);
  if (figure > LARGEST_FIGURE) return refused('out_of_range', 'level');
  const xp = figure - memberIn(state, userId, command.at).xp;
  if (xp <= 0) return refused('nothing_to_do');
  const row = commandRow(causeOf(rules, state, command, userId), {
    interaction: 'MANUAL_AWARD',
    xp,
    reasons: { kind: 'import' },
  });
  const { rows, after } = follow(rules, state, row);
  return applied({ xp, totals: totalsOf(after) }, { rows, silent: true });
}

/** A level begins where the one before it is left. */
const firstXpOf = ({ levels }: Rules, level: number) => (level === 1 ? 0 : levels.threshold(level - 1));
