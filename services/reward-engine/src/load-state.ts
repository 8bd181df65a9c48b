import { type Command, commandKey, type Fact, type RuleSet } from '@synapse/contracts';
import {
  type CommandState,
  type Departure,
  type IsErased,
  journalIds,
  statKey,
  type WindowValue,
  windowKeys,
} from '@synapse/economy';
import {
  type Connection,
  journaled,
  loadClosedSeasons,
  loadDepartures,
  loadHorizon,
  loadMembers,
  loadOutcomes,
  loadSeasonStats,
  loadWindows,
} from '@synapse/store';
import { loadForCommands } from './load-for-commands.js';
import type { Memory } from './memory.js';
import type { Recent } from './recent.js';
import type { Settled } from './settle-command.js';

/** A fact, and whether it was imported. */
export interface Given {
  fact: Fact;
  isHistory: boolean;
}

export interface Loaded {
  state: CommandState;
  /** Of the members who do something: when they last left, if they ever did. */
  departures: Map<bigint, Departure>;
  /** Journal ids of the facts that were judged before. */
  seen: Set<string>;
  /** What became of the commands that were settled before, by their key. */
  outcomes: Map<string, Settled>;
}

/** What a batch is going to be judged by. */
export interface Asking {
  community: string;
  given: readonly Given[];
  commands: readonly Command[];
  ruleSets: readonly RuleSet[];
  isErased: IsErased;
  /** Whether the facts are taken for new without looking. */
  areNew: boolean;
}

/**
 * Loads what judging the facts and commands may ask for and nobody remembers: at most one statement a table. Of facts that
 * were judged before nothing is asked, and they are as many as there are when a log comes twice.
 */
export async function loadState(
  connection: Connection,
  memory: Memory,
  { community, given: all, commands, ruleSets, isErased, areNew }: Asking,
): Promise<Loaded> {
  const asked = await loadForCommands(connection, commands);
  const seen = await journaled(connection, areNew ? [] : all.flatMap(({ fact }) => journalIds(fact)));
  const given = all.filter(({ fact }) => !isSeen(fact, seen));
  const concerned = given.flatMap(({ fact }) => [fact.userId, fact.targetId]).filter((id) => id !== null);
  const ids = [...new Set([...concerned, ...asked.members])];
  const keys = [...new Set(given.flatMap(({ fact, isHistory }) => windowKeys(fact, isHistory)))];
  const seasons = [...new Set(ruleSets.flatMap((ruleSet) => ruleSet.seasons.map(({ id }) => id)))];
  // Queued together on one connection: one round trip.
  const actors = [...new Set(given.flatMap(({ fact }) => fact.userId ?? []))];
  const [members, stats, windows, outcomes, { closedSeasons, horizon }, leaders, departures] =
    await Promise.all([
      recallMembers(connection, memory, ids),
      recallStats(connection, memory, ids, seasons),
      recallWindows(connection, memory, keys),
      loadOutcomes(connection, commands),
      recallSeasonsAndHorizon(connection, memory, community),
      asked.leaders(ids.length),
      recallDepartures(connection, memory, actors),
    ]);
  return {
    state: {
      members,
      stats,
      windows,
      closedSeasons,
      horizon,
      quests: asked.quests,
      payments: asked.payments,
      leaders,
      isErased,
    },
    departures,
    seen,
    outcomes: new Map(outcomes.map((row) => [commandKey(row), row])),
  };
}

/** Tells whether a fact was judged before, by what is known of it. */
const isSeen = (fact: Fact, seen: ReadonlySet<string>): boolean =>
  seen.size > 0 && journalIds(fact).some((id) => seen.has(id));

/** Those of the keys that exist, as they are remembered or else loaded. */
async function recall<K, V>(
  recent: Recent<K, V>,
  keys: readonly K[],
  load: (missing: readonly K[]) => Promise<(readonly [K, V])[]>,
): Promise<Map<K, V>> {
  const found = new Map<K, V>();
  const missing: K[] = [];
  for (const key of keys) {
    const value = recent.get(key);
    if (value === undefined) missing.push(key);
    else if (value !== null) found.set(key, value);
  }
  for (const [key, value] of await load(missing)) found.set(key, value);
  for (const key of missing) recent.set(key, found.get(key) ?? null);
  return found;
}

const recallMembers = (connection: Connection, { members }: Memory, ids: readonly bigint[]) =>
  recall(members, ids, async (missing) =>
    (await loadMembers(connection, missing)).map((member) => [member.id, member] as const),
  );

function recallStats(
  connection: Connection,
  { stats }: Memory,
  ids: readonly bigint[],
  seasons: readonly number[],
) {
  const keys = ids.flatMap((id) => seasons.map((season) => statKey(id, season)));
  return recall(stats, keys, async (missing) => {
    const among = new Set(missing);
    const some = ids.filter((id) => seasons.some((season) => among.has(statKey(id, season))));
    const rows = await loadSeasonStats(connection, some, seasons);
    return rows.map((stat) => [statKey(stat.userId, stat.seasonId), stat] as const);
  });
}

const recallDepartures = (connection: Connection, { departures }: Memory, ids: readonly bigint[]) =>
  recall(departures, ids, async (missing) =>
    (await loadDepartures(connection, missing)).map(
      ({ userId, ...departure }) => [userId, departure] as const,
    ),
  );

const recallWindows = (connection: Connection, { windows }: Memory, keys: readonly string[]) =>
  recall(windows, keys, async (missing) =>
    (await loadWindows(connection, missing)).map(
      ({ key, state, lastAt }) => [key, { value: state as WindowValue, lastAt }] as const,
    ),
  );

async function recallSeasonsAndHorizon(connection: Connection, memory: Memory, community: string) {
  memory.seasonsAndHorizon ??= {
    closedSeasons: await loadClosedSeasons(connection),
    horizon: await loadHorizon(connection, community),
  };
  return memory.seasonsAndHorizon;
}
