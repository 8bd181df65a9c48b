import type { Command } from '@synapse/contracts';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import type { CommandState } from './command-state.js';

/** Drops the windows of the time before; later facts of that time are late. */
export function forgetBefore(
  _rules: Rules,
  { horizon }: CommandState,
  { at, body }: Command<'forget_before'>,
): CommandDecision {
  const before = Date.parse(body.before);
  if (before > at) return refused('out_of_range', 'before');
  if (before <= horizon) return refused('nothing_to_do');
  return applied({}, { effects: [{ kind: 'forgotten', before }] });
}
