import { settingValue } from '@synapse/contracts';
import {
  type DatabaseOptions,
  eachDeparted,
  eachEarnedSince,
  eachMember,
  estimateMembers,
  inSnapshot,
  readEngineState,
  readRulesInForce,
} from '@synapse/store';
import { createLiveStandings, type LiveStandings } from './live-standings.js';
import { seasonOf } from './season-of.js';

/** Boards that are in order last. */
export const PERIODS = ['weekly', 'monthly'] as const;

export interface Loading {
  database: DatabaseOptions;
  community: string;
  /** Milliseconds since the Unix epoch. */
  now: number;
  /** Called when all boards but those of {@link PERIODS} are in order: these need a look at the journal's month. */
  onUsable: (live: LiveStandings) => void;
}

/** Reads every member's figures and how far the engine is, in one snapshot of the database. */
export function loadLiveStandings(loading: Loading): Promise<LiveStandings> {
  const { database, community, now, onUsable } = loading;
  return inSnapshot(database, async (snapshot) => {
    const engine = await readEngineState(snapshot, community);
    const { settings, seasons } = await readRulesInForce(snapshot, community);
    const season = seasonOf(seasons, now);
    const expected = await estimateMembers(snapshot);
    const live = createLiveStandings({ ...engine, season, expected }, now);
    const { standings } = live;
    await eachMember(snapshot, season, standings.load);
    await eachDeparted(snapshot, standings.leave);
    standings.hideLeavers(settingValue(settings, 'boards_hide_leavers'));
    standings.order(['xp', 'level', 'gold', 'stars']);
    onUsable(live);
    await addPeriods(live, (since, add) => eachEarnedSince(snapshot, since, add));
    return live;
  });
}

/** Adds what was earned before the snapshot to what frames have brought since. */
async function addPeriods(
  { standings, since }: LiveStandings,
  each: (
    since: { week: number; month: number },
    add: (id: bigint, week: number, month: number) => void,
  ) => Promise<void>,
): Promise<void> {
  const asked = since();
  await each(asked, (id, week, month) => {
    const now = since();
    standings.load(id, {
      week: now.week === asked.week ? week : 0,
      month: now.month === asked.month ? month : 0,
    });
  });
  standings.order(PERIODS);
}
