import type { Fact } from '@synapse/contracts';
import type { JournalRow } from '../journal.js';
import type { Rules } from '../rules.js';
import { denied, isPaid, withXpAtMost } from './verdict.js';
import { createKeys, DAY_MS, sumIn, type WindowMove, type Windows } from './windows.js';

/** `daily_cap`: XP of a member from activity in a UTC day; applied last, what exceeds it is cut, cut to 0 is denied. */
export function capDay(
  rules: Rules,
  windows: Windows,
  fact: Fact,
  row: JournalRow,
  isHistory: boolean,
): JournalRow {
  const cap = rules.setting('daily_xp_cap', fact.guildId);
  if (cap === 0 || row.xpDelta === 0) return row;
  const left = Math.max(0, cap - sumIn(windows, createKeys(isHistory).day(row.userId, fact.at)));
  return left === 0 ? denied(row, 'daily_cap') : withXpAtMost(row, left, 'daily_cap');
}

/** The day's sum is kept whether or not there is a cap: one that is switched on at noon counts the morning. */
export function dayMove(
  windows: Windows,
  fact: Fact,
  row: JournalRow,
  isHistory: boolean,
): WindowMove | null {
  if (row.xpDelta === 0 || !isPaid(row)) return null;
  const key = createKeys(isHistory).day(row.userId, fact.at);
  return { key, value: sumIn(windows, key) + row.xpDelta, lastAt: fact.at + DAY_MS };
}
