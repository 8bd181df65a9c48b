import type { Command } from '@synapse/contracts';
import { achievementRow } from '../achievements.js';
import { totalsOf } from '../reward-events.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import { causeOf, commandRow, follow, memberIn } from './command-row.js';
import { type CommandState, paymentKey } from './command-state.js';

/** An achievement from an admin: paid as if it were earned, and given again to whom it was taken from. */
export function grantAchievement(
  rules: Rules,
  state: CommandState,
  command: Command<'grant_achievement'>,
): CommandDecision {
  const template = rules.template(command.body.template);
  if (!template?.active) return refused('unknown_template');
  const member = memberIn(state, BigInt(command.body.member), command.at);
  if (member.earned.has(template.id)) return refused('already_earned');
  const row = achievementRow(template, member, causeOf(rules, state, command, member.id));
  const granted = { ...row, reasons: { ...row.reasons, granted_by: String(command.actor) } };
  const { rows, after } = follow(rules, state, granted);
  return applied({ xp: row.xpDelta, gold: row.reasons.gold_delta ?? 0, totals: totalsOf(after) }, { rows });
}

/** Takes an achievement back, and of what it paid as much as is there: figures never fall below zero. */
export function revokeAchievement(
  rules: Rules,
  state: CommandState,
  command: Command<'revoke_achievement'>,
): CommandDecision {
  const { template } = command.body;
  if (!rules.template(template)) return refused('unknown_template');
  const member = state.members.get(BigInt(command.body.member));
  if (!member) return refused('unknown_member');
  if (!member.earned.has(template)) return refused('not_earned');
  const paid = state.payments.get(paymentKey(member.id, template)) ?? { xp: 0, gold: 0 };
  const [xp, gold] = [Math.min(paid.xp, member.xp), Math.min(paid.gold, member.gold)];
  const row = commandRow(causeOf(rules, state, command, member.id), {
    interaction: 'MANUAL_AWARD',
    xp: 0 - xp,
    gold: 0 - gold,
    reasons: { kind: 'revoke', revoked: template },
  });
  const { rows, after } = follow(rules, state, row);
  return applied({ xp: row.xpDelta, gold: 0 - gold, totals: totalsOf(after) }, { rows });
}
