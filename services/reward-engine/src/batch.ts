import type { Command, Entry, Fact, Outcome, RuleSet } from '@synapse/contracts';
import { decide, journalIds, type Rules, seasonEvents } from '@synapse/economy';
import type { Tombstones } from '@synapse/store';
import type { Loaded } from './load-state.js';
import { createMembersAtWork } from './members-at-work.js';
import { createCommandSettler } from './settle-command.js';

/** An outcome, and who waits for it. */
export interface Answer {
  readonly replyTo: string;
  readonly outcome: Outcome;
}

/** What a batch of facts and commands does to the members it concerns, one by one in the order of the log. */
export type Batch = ReturnType<typeof createBatch>;

export function createBatch(
  { state, departures, seen, outcomes }: Loaded,
  tombstones: Pick<Tombstones, 'settled'>,
) {
  const work = createMembersAtWork(state, departures);
  const commands = createCommandSettler(work, outcomes, tombstones);
  const answers: Answer[] = [];
  return {
    judge(rules: Rules, fact: Fact, isHistory: boolean): void {
      if (fact.userId === null) return;
      const ids = journalIds(fact);
      if (ids.some((id) => seen.has(id))) return;
      for (const id of ids) seen.add(id);
      work.greet(fact.userId, fact);
      if (!isHistory) work.notice(rules, fact.userId, fact);
      const decision = decide(rules, work.current, fact, isHistory);
      work.record(rules, decision, isHistory);
      for (const each of decision.moves) work.move(each);
    },
    settle(rules: Rules, command: Command, { sequence, replyTo }: Entry): void {
      const outcome = commands.settle(rules, command, sequence);
      if (replyTo !== undefined) answers.push({ replyTo, outcome });
    },
    /** Another rule set takes over. */
    changeRules(before: RuleSet, after: RuleSet): void {
      work.events.push(...seasonEvents(before, after));
    },
    journal: work.journal,
    achievements: work.achievements,
    events: work.events,
    outcomes: commands.outcomes,
    effects: commands.effects,
    answers,
    changes: work.changes,
  };
}
