import { type Command, commandKey, type Fact, type RuleSet } from '@synapse/contracts';
import {
  type CommandState,
  firstJournalId,
  type IsErased,
  statKey,
  type WindowValue,
  windowKeys,
} from '@synapse/economy';
import {
  type Connection,
  journaled,
  loadClosedSeasons,
  loadHorizon,
  loadMembers,
  loadOutcomes,
  loadSeasonStats,
  loadWindows,
} from '@synapse/store';
import { loadForCommands } from './load-for-commands.js';
import type { Settled } from './settle-command.js';

/** A fact, and whether it was imported. */
export interface Given {
  fact: Fact;
  isHistory: boolean;
}

export interface Loaded {
  state: CommandState;
  /** Journal ids of the facts that were judged before. */
  seen: Set<string>;
  /** What became of the commands that were settled before, by their key. */
  outcomes: Map<string, Settled>;
}

/** Loads what judging the facts and commands may ask for: one statement a table. */
export async function loadState(
  connection: Connection,
  community: string,
  given: readonly Given[],
  commands: readonly Command[],
  ruleSets: readonly RuleSet[],
  isErased: IsErased,
): Promise<Loaded> {
  const asked = await loadForCommands(connection, commands);
  const concerned = given.flatMap(({ fact }) => [fact.userId, fact.targetId]).filter((id) => id !== null);
  const ids = [...new Set([...concerned, ...asked.members])];
  const keys = [...new Set(given.flatMap(({ fact, isHistory }) => windowKeys(fact, isHistory)))];
  const seasons = [...new Set(ruleSets.flatMap((ruleSet) => ruleSet.seasons.map(({ id }) => id)))];
  const journalIds = given.map(({ fact }) => firstJournalId(fact)).filter((id) => id !== null);
  // Queued together on one connection: one round trip.
  const [members, stats, windows, outcomes, closedSeasons, horizon, seen, leaders] = await Promise.all([
    loadMembers(connection, ids),
    loadSeasonStats(connection, ids, seasons),
    loadWindows(connection, keys),
    loadOutcomes(connection, commands),
    loadClosedSeasons(connection),
    loadHorizon(connection, community),
    journaled(connection, journalIds),
    asked.leaders(ids.length),
  ]);
  return {
    state: {
      members: new Map(members.map((member) => [member.id, member])),
      stats: new Map(stats.map((stat) => [statKey(stat.userId, stat.seasonId), stat])),
      windows: new Map(
        windows.map(({ key, state, lastAt }) => [key, { value: state as WindowValue, lastAt }]),
      ),
      closedSeasons,
      horizon,
      quests: asked.quests,
      payments: asked.payments,
      leaders,
      isErased,
    },
    seen,
    outcomes: new Map(outcomes.map((row) => [commandKey(row), row])),
  };
}
