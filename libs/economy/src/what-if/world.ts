import type { Payment } from '../commands/command-state.js';
import { paymentKey } from '../commands/command-state.js';
import { evolve, evolveStat } from '../evolve.js';
import type { JournalRow } from '../journal.js';
import { isForgotten, moved, type Window, type WindowMove } from '../limits/windows.js';
import { type Member, newMember } from '../member.js';
import { type SeasonStat, statKey } from '../state.js';

/** A community as some rules have it: as it was, or as it would have been. */
export type World = ReturnType<typeof createWorld>;

export function createWorld() {
  const members = new Map<bigint, Member>();
  const stats = new Map<string, SeasonStat>();
  const windows = new Map<string, Window>();
  const payments = new Map<string, Payment>();
  const levels = new Map<string, number>();

  function take(row: JournalRow): void {
    const { userId, seasonId, reasons } = row;
    const member = evolve(members.get(userId) ?? newMember(userId, row.at), row);
    members.set(userId, member);
    if (seasonId !== null) {
      const key = statKey(userId, seasonId);
      stats.set(key, evolveStat(stats.get(key), { ...row, seasonId }, member.stars));
    }
    const gold = reasons.gold_delta ?? 0;
    if (reasons.level !== undefined) levels.set(levelKey(userId, reasons.level), gold);
    if (reasons.template !== undefined) {
      payments.set(paymentKey(userId, reasons.template), { xp: row.xpDelta, gold });
    }
  }

  return {
    members,
    stats,
    windows,
    take(rows: readonly JournalRow[]): void {
      for (const row of rows) take(row);
    },
    remember(moves: readonly WindowMove[]): void {
      for (const move of moves) windows.set(move.key, moved(windows.get(move.key), move));
    },
    /** Forgets windows as the log does; those of history stay. */
    forgetBefore(time: number): void {
      for (const [key, window] of windows) if (isForgotten(key, window, time)) windows.delete(key);
    },
    /** What an achievement paid within what was walked. */
    paid: (userId: bigint, template: number): Payment | undefined =>
      payments.get(paymentKey(userId, template)),
    /** The gold that a level paid within what was walked. */
    goldOf: (userId: bigint, level: number): number => levels.get(levelKey(userId, level)) ?? 0,
  };
}

const levelKey = (userId: bigint, level: number) => `${userId}:${level}`;
