import type { Command } from '@synapse/contracts';
import { totalsOf } from '../reward-events.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import { causeOf, commandRow, follow } from './command-row.js';
import type { CommandState } from './command-state.js';

/** The caller buys a coffee. */
export function spendGold(
  rules: Rules,
  state: CommandState,
  command: Command<'spend_gold'>,
): CommandDecision {
  const member = state.members.get(command.actor);
  if (!member) return refused('unknown_member');
  const cost = rules.setting('coffee_gold_cost', command.guildId ?? undefined);
  if (member.gold < cost) return refused('insufficient_gold');
  const row = commandRow(causeOf(rules, state, command, member.id), {
    interaction: 'MANUAL_AWARD',
    gold: -cost,
    reasons: { kind: 'spend', item: command.body.item },
  });
  const { rows, after } = follow(rules, state, row);
  return applied({ gold: -cost, totals: totalsOf(after) }, { rows });
}
