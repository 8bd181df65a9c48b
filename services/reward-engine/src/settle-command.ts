import { type Command, commandBodyHash, commandKey, type Outcome } from '@synapse/contracts';
import {
  commandEvents,
  decideCommand,
  type Effect,
  evolveAll,
  newMember,
  type Rules,
} from '@synapse/economy';
import type { OutcomeRow, Tombstones } from '@synapse/store';
import type { MembersAtWork } from './members-at-work.js';

/** What was settled before: by the command's key. */
export type Settled = Pick<OutcomeRow, 'bodyHash' | 'outcome'>;

/** An effect, and what became of the command that brought it. */
export type CausedEffect = Effect & { readonly by: OutcomeRow };

const ID_REUSED: Outcome = { status: 'refused', reason: 'id_reused' };

/**
 * Settles the commands of a batch, each once: the same again gets the same answer. What somebody erased asks for leaves no
 * outcome behind: the tombstone tells what became of the erasure, and refuses whatever else comes from before it. Ids of
 * erasures are a scope of their own, for the lake-writer knows no others.
 */
export function createCommandSettler(
  work: MembersAtWork,
  before: ReadonlyMap<string, Settled>,
  tombstones: Pick<Tombstones, 'settled'>,
) {
  const settled = new Map(before);
  const outcomes: OutcomeRow[] = [];
  const effects: CausedEffect[] = [];

  function known(command: Command, bodyHash: string): Outcome | null {
    if (command.type === 'erase_member') {
      const found = tombstones.settled(command, bodyHash);
      return found && (found.isSame ? found.outcome : ID_REUSED);
    }
    const found = settled.get(commandKey(command));
    return found ? (found.bodyHash === bodyHash ? found.outcome : ID_REUSED) : null;
  }

  function take(effect: Effect, at: number): void {
    if (effect.kind === 'forgotten') work.forgetBefore(effect.before);
    else if (effect.kind === 'season_closed') work.closedSeasons.add(effect.season);
    else if (effect.kind !== 'erased') work.touch(effect.userId, at);
    if (effect.kind === 'quest') work.quests.set(effect.quest, effect);
  }

  return {
    outcomes,
    effects,
    /** @param sequence the entry that holds it @returns the answer to whoever waits */
    settle(rules: Rules, command: Command, sequence: number): Outcome {
      const bodyHash = commandBodyHash(command);
      const again = known(command, bodyHash);
      if (again) return again;
      const decision = decideCommand(rules, work.current, command);
      const { outcome } = decision;
      const { issuer, actor, id, at } = command;
      const isErasure = command.type === 'erase_member';
      const isRefused = outcome.status === 'refused';
      if (isRefused && (isErasure || work.current.isErased(actor, at))) return outcome;
      work.record(rules, evolveAll(work.current, at, decision.rows), decision.silent);
      for (const effect of decision.effects) take(effect, at);
      const memberOf = (userId: bigint) => work.current.members.get(userId) ?? newMember(userId, at);
      work.events.push(...commandEvents(rules, command, decision, memberOf));
      const row = { issuer, actor, id, bodyHash, outcome, settledAt: at, sequence };
      effects.push(...decision.effects.map((effect) => ({ ...effect, by: row })));
      if (isErasure) return outcome;
      settled.set(commandKey(command), row);
      outcomes.push(row);
      return outcome;
    },
  };
}
