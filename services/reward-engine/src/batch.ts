import type { Fact, RewardEvent } from '@synapse/contracts';
import {
  createOverlay,
  decide,
  firstJournalId,
  introduced,
  type JournalRow,
  type Member,
  newMember,
  type Rules,
  rewardEvents,
  type SeasonStat,
  type State,
  type Window,
  type WindowMove,
} from '@synapse/economy';
import type { Loaded } from './load-state.js';

/** What a batch of facts does to the members it concerns, fact by fact. */
export interface Batch {
  judge(rules: Rules, fact: Fact, isHistory: boolean): void;
  readonly journal: readonly JournalRow[];
  readonly events: readonly RewardEvent[];
  /** What the batch changed, as it is after it. */
  changes(): { members: Member[]; stats: SeasonStat[]; windows: [key: string, window: Window][] };
}

export function createBatch({ state: loaded, seen }: Loaded): Batch {
  const members = new Map(loaded.members);
  const stats = new Map(loaded.stats);
  const windows = new Map(loaded.windows);
  const state: State = { ...loaded, members, stats, windows };
  const changed = { members: new Set<bigint>(), stats: new Set<string>(), windows: new Set<string>() };
  const journal: JournalRow[] = [];
  const events: RewardEvent[] = [];

  function greet(userId: bigint, fact: Fact): void {
    const known = members.get(userId);
    const called = introduced(known ?? newMember(userId, fact.at), fact);
    if (called === known) return;
    members.set(userId, called);
    changed.members.add(userId);
  }

  function record(rules: Rules, fact: Fact, rows: readonly JournalRow[], silent: boolean): void {
    const overlay = createOverlay(state, fact.at);
    for (const row of rows) {
      overlay.add(row);
      journal.push(row);
      events.push(...rewardEvents(rules, row, overlay.member(row.userId), silent));
    }
    for (const [id, member] of overlay.members) {
      members.set(id, member);
      changed.members.add(id);
    }
    for (const [key, stat] of overlay.stats) {
      stats.set(key, stat);
      changed.stats.add(key);
    }
  }

  function move({ key, value, at }: WindowMove): void {
    windows.set(key, { value, lastAt: Math.max(at, windows.get(key)?.lastAt ?? 0) });
    changed.windows.add(key);
  }

  return {
    judge(rules, fact, isHistory) {
      if (fact.userId === null) return;
      const id = firstJournalId(fact);
      if (id !== null && seen.has(id)) return;
      if (id !== null) seen.add(id);
      greet(fact.userId, fact);
      const { rows, moves } = decide(rules, state, fact, isHistory);
      record(rules, fact, rows, isHistory);
      for (const each of moves) move(each);
    },
    journal,
    events,
    changes: () => ({
      members: present(members, changed.members).map(([, member]) => member),
      stats: present(stats, changed.stats).map(([, stat]) => stat),
      windows: present(windows, changed.windows),
    }),
  };
}

const present = <K, V>(map: ReadonlyMap<K, V>, keys: ReadonlySet<K>): [K, V][] =>
  [...keys].flatMap((key) => {
    const value = map.get(key);
    return value === undefined ? [] : [[key, value] as [K, V]];
  });
