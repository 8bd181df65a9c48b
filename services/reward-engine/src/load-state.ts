import type { Fact, RuleSet } from '@synapse/contracts';
import { firstJournalId, type State, statKey, type WindowValue, windowKeys } from '@synapse/economy';
import {
  type Connection,
  journaled,
  loadClosedSeasons,
  loadHorizon,
  loadMembers,
  loadSeasonStats,
  loadWindows,
} from '@synapse/store';

/** A fact, and whether it was imported. */
export interface Given {
  fact: Fact;
  isHistory: boolean;
}

export interface Loaded {
  state: State;
  /** Journal ids of the facts that were judged before. */
  seen: Set<string>;
}

/** Loads what judging the facts may ask for: one statement a table. */
export async function loadState(
  connection: Connection,
  community: string,
  given: readonly Given[],
  ruleSets: readonly RuleSet[],
): Promise<Loaded> {
  const ids = [
    ...new Set(given.flatMap(({ fact }) => [fact.userId, fact.targetId]).filter((id) => id !== null)),
  ];
  const keys = [...new Set(given.flatMap(({ fact, isHistory }) => windowKeys(fact, isHistory)))];
  const seasons = [...new Set(ruleSets.flatMap((ruleSet) => ruleSet.seasons.map(({ id }) => id)))];
  const journalIds = given.map(({ fact }) => firstJournalId(fact)).filter((id) => id !== null);
  const members = await loadMembers(connection, ids);
  const stats = await loadSeasonStats(connection, ids, seasons);
  const windows = await loadWindows(connection, keys);
  return {
    state: {
      members: new Map(members.map((member) => [member.id, member])),
      stats: new Map(stats.map((stat) => [statKey(stat.userId, stat.seasonId), stat])),
      windows: new Map(
        windows.map(({ key, state, lastAt }) => [key, { value: state as WindowValue, lastAt }]),
      ),
      closedSeasons: await loadClosedSeasons(connection),
      horizon: await loadHorizon(connection, community),
    },
    seen: await journaled(connection, journalIds),
  };
}
