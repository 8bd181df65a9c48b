import { evolve, evolveStat } from './evolve.js';
import type { JournalRow } from './journal.js';
import { type Member, newMember } from './member.js';
import { type SeasonStat, type State, statKey } from './state.js';

/** The state as the rows decided so far leave it, without touching the state itself. */
export interface Overlay {
  readonly rows: readonly JournalRow[];
  add(row: JournalRow): void;
  member(id: bigint): Member;
  /** The figures of the row's member in the row's season. */
  stat(row: Pick<JournalRow, 'userId' | 'seasonId'>): SeasonStat | undefined;
  readonly members: ReadonlyMap<bigint, Member>;
  readonly stats: ReadonlyMap<string, SeasonStat>;
}

/** @param at when somebody unknown is met for the first time, in milliseconds since the Unix epoch */
export function createOverlay(state: Pick<State, 'members' | 'stats'>, at: number): Overlay {
  const rows: JournalRow[] = [];
  const members = new Map<bigint, Member>();
  const stats = new Map<string, SeasonStat>();
  const member = (id: bigint) => members.get(id) ?? state.members.get(id) ?? newMember(id, at);
  return {
    rows,
    members,
    stats,
    member,
    stat({ userId, seasonId }) {
      if (seasonId === null) return undefined;
      const key = statKey(userId, seasonId);
      return stats.get(key) ?? state.stats.get(key);
    },
    add(row) {
      rows.push(row);
      const after = evolve(member(row.userId), row);
      members.set(row.userId, after);
      const { seasonId } = row;
      if (seasonId !== null)
        stats.set(
          statKey(row.userId, seasonId),
          evolveStat(this.stat(row), { ...row, seasonId }, after.stars),
        );
    },
  };
}
