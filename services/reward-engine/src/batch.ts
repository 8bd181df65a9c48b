import type { Fact, RewardEvent } from '@synapse/contracts';
import {
  decide,
  evolve,
  firstJournalId,
  introduced,
  type JournalRow,
  type Member,
  newMember,
  type Rules,
  rewardEvent,
} from '@synapse/economy';

/** What a batch of facts does to the members it concerns, fact by fact. */
export interface Batch {
  judge(rules: Rules, fact: Fact, silent: boolean): void;
  readonly journal: readonly JournalRow[];
  readonly events: readonly RewardEvent[];
  /** Members as they are after the batch, if it changed them. */
  changed(): Member[];
}

/**
 * @param loaded the members the facts concern, as far as they exist
 * @param seen journal ids that are taken: a fact that brings one was judged before, and is passed over
 */
export function createBatch(loaded: readonly Member[], seen: Set<string>): Batch {
  const members = new Map(loaded.map((member) => [member.id, member]));
  const changed = new Set<bigint>();
  const journal: JournalRow[] = [];
  const events: RewardEvent[] = [];

  function set(member: Member): void {
    members.set(member.id, member);
    changed.add(member.id);
  }

  function record(row: JournalRow, silent: boolean): void {
    const after = evolve(members.get(row.userId) ?? newMember(row.userId, row.at), row);
    set(after);
    journal.push(row);
    const event = rewardEvent(row, after, silent);
    if (event) events.push(event);
  }

  return {
    judge(rules, fact, silent) {
      if (fact.userId === null) return;
      const id = firstJournalId(fact);
      if (id !== null && seen.has(id)) return;
      const known = members.get(fact.userId);
      const called = introduced(known ?? newMember(fact.userId, fact.at), fact);
      if (called !== known) set(called);
      if (id !== null) seen.add(id);
      for (const row of decide(rules, members, fact)) record(row, silent);
    },
    journal,
    events,
    changed: () => [...changed].flatMap((id) => members.get(id) ?? []),
  };
}
