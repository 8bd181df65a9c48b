import { type Command, commandBodyHash, commandKey, type Outcome } from '@synapse/contracts';
import { commandEvents, decideCommand, type Effect, newMember, type Rules } from '@synapse/economy';
import type { OutcomeRow } from '@synapse/store';
import type { MembersAtWork } from './members-at-work.js';

/** What was settled before: by the command's key. */
export type Settled = Pick<OutcomeRow, 'bodyHash' | 'outcome'>;

/** An effect and when it happened, by the issuer's time in milliseconds since the Unix epoch. */
export type DatedEffect = Effect & { readonly at: number; readonly sequence: number };

const ID_REUSED: Outcome = { status: 'refused', reason: 'id_reused' };

/** Settles the commands of a batch, each once: the same again gets the same answer. */
export function createCommandSettler(work: MembersAtWork, before: ReadonlyMap<string, Settled>) {
  const settled = new Map(before);
  const outcomes: OutcomeRow[] = [];
  const effects: DatedEffect[] = [];

  function take(effect: Effect, at: number): void {
    if (effect.kind === 'forgotten') work.forgetBefore(effect.before);
    else if (effect.kind === 'season_closed') work.closedSeasons.add(effect.season);
    else work.touch(effect.userId, at);
    if (effect.kind === 'quest') work.quests.set(effect.quest, effect);
  }

  return {
    outcomes,
    effects,
    /** @param sequence the entry that holds it @returns the answer to whoever waits */
    settle(rules: Rules, command: Command, sequence: number): Outcome {
      const key = commandKey(command);
      const bodyHash = commandBodyHash(command);
      const known = settled.get(key);
      if (known) return known.bodyHash === bodyHash ? known.outcome : ID_REUSED;
      const decision = decideCommand(rules, work.current, command);
      const { issuer, actor, id, at } = command;
      work.record(rules, at, decision.rows, decision.silent);
      for (const effect of decision.effects) take(effect, at);
      const memberOf = (userId: bigint) => work.current.members.get(userId) ?? newMember(userId, at);
      work.events.push(...commandEvents(rules, command, decision, memberOf));
      effects.push(...decision.effects.map((effect) => ({ ...effect, at, sequence })));
      const row = { issuer, actor, id, bodyHash, outcome: decision.outcome, settledAt: at, sequence };
      settled.set(key, row);
      outcomes.push(row);
      return decision.outcome;
    },
  };
}
