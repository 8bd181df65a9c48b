import type { Command } from '@synapse/contracts';
import { whomErases } from '../erasure.js';
import { totalsOf } from '../reward-events.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, type Effect, refused } from './command-decision.js';
import { memberIn } from './command-row.js';
import type { CommandState } from './command-state.js';

/**
 * Removes a member. Somebody nobody has heard of is removed as well: what they did up to now may still arrive. The quests
 * they work on are open again.
 */
export function eraseMember(
  _rules: Rules,
  state: CommandState,
  command: Command<'erase_member'>,
): CommandDecision {
  const userId = whomErases(command);
  if (userId === null) return refused('not_allowed');
  const member = memberIn(state, userId, command.at);
  const result = { ...totalsOf(member), achievements: member.earned.size };
  const effects: Effect[] = [...givenBack(state, userId), { kind: 'erased', userId }];
  return applied(result, { effects, silent: true });
}

const givenBack = ({ quests }: CommandState, userId: bigint): Effect[] =>
  [...quests]
    .filter(([, { status, claimer }]) => status === 'claimed' && claimer === userId)
    .sort(([a], [b]) => a - b)
    .map(([quest]) => ({ kind: 'quest', quest, status: 'open', claimer: null, userId }));
