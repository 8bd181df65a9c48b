import type { Command } from '@synapse/contracts';
import { achievementRow, isMet } from '../achievements.js';
import { earn, record } from '../consequences.js';
import { createOverlay } from '../overlay.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import { causeOf } from './command-row.js';
import type { CommandState } from './command-state.js';

/** Grants a new template silently to those of a range who qualify, and neither have it nor lost it. */
export function sweepTemplate(
  rules: Rules,
  state: CommandState,
  command: Command<'sweep_template'>,
): CommandDecision {
  const template = rules.template(command.body.template);
  if (!template?.active) return refused('unknown_template');
  const overlay = createOverlay(state, command.at);
  let granted = 0;
  for (const id of membersBetween(state, BigInt(command.body.from), BigInt(command.body.to))) {
    const origin = causeOf(rules, state, command, id);
    // One command brings rows to many: the member keeps them apart.
    const cause = { ...origin, sourceEventId: `${origin.sourceEventId}:${id}` };
    const member = overlay.member(id);
    const isNew = !member.earned.has(template.id) && !member.revoked.has(template.id);
    if (!isNew || !isMet(template, { member, stat: overlay.stat(cause) })) continue;
    record(rules, overlay, achievementRow(template, member, cause));
    earn(rules, overlay, [cause]);
    granted += 1;
  }
  return applied({ granted }, { rows: overlay.rows, silent: true });
}

const membersBetween = ({ members }: CommandState, from: bigint, to: bigint): bigint[] =>
  [...members.keys()].filter((id) => from <= id && id <= to).sort((a, b) => (a < b ? -1 : 1));
