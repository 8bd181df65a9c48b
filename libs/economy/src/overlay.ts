import { evolve, evolveStat } from './evolve.js';
import type { JournalRow } from './journal.js';
import { type Member, newMember } from './member.js';
import { type SeasonStat, type State, statKey } from './state.js';

/** Rows of the journal in order, and what they make of those they are about. */
export interface Evolved {
  readonly rows: readonly JournalRow[];
  /** The member of each row, after it. */
  readonly after: readonly Member[];
  readonly members: ReadonlyMap<bigint, Member>;
  /** By {@link statKey}. */
  readonly stats: ReadonlyMap<string, SeasonStat>;
}

/** The state as the rows decided so far leave it, without touching the state itself. */
export interface Overlay extends Evolved {
  add(row: JournalRow): void;
  member(id: bigint): Member;
  /** The figures of the row's member in the row's season. */
  stat(row: Pick<JournalRow, 'userId' | 'seasonId'>): SeasonStat | undefined;
}

/** @param at when somebody unknown is met for the first time, in milliseconds since the Unix epoch */
export function createOverlay(state: Pick<State, 'members' | 'stats'>, at: number): Overlay {
  const rows: JournalRow[] = [];
  const after: Member[] = [];
  const members = new Map<bigint, Member>();
  const stats = new Map<string, SeasonStat>();
  const member = (id: bigint) => members.get(id) ?? state.members.get(id) ?? newMember(id, at);
  return {
    rows,
    after,
    members,
    stats,
    member,
    stat({ userId, seasonId }) {
      if (seasonId === null) return undefined;
      const key = statKey(userId, seasonId);
      return stats.get(key) ?? state.stats.get(key);
    },
    add(row) {
      const evolved = evolve(member(row.userId), row);
      rows.push(row);
      after.push(evolved);
      members.set(row.userId, evolved);
      if (!isOfSeason(row)) return;
      const key = statKey(row.userId, row.seasonId);
      stats.set(key, evolveStat(stats.get(key) ?? state.stats.get(key), row, evolved.stars));
    },
  };
}

/** What rows make of a state; see {@link createOverlay}. */
export function evolveAll(
  state: Pick<State, 'members' | 'stats'>,
  at: number,
  rows: readonly JournalRow[],
): Evolved {
  const overlay = createOverlay(state, at);
  for (const row of rows) overlay.add(row);
  return overlay;
}

const isOfSeason = (row: JournalRow): row is JournalRow & { seasonId: number } => row.seasonId !== null;
