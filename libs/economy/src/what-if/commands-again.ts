import { earn, record, rise } from '../consequences.js';
import type { JournalRow } from '../journal.js';
import type { Overlay } from '../overlay.js';
import type { Rules } from '../rules.js';
import type { World } from './world.js';

/**
 * Lets a command happen again to members who may stand elsewhere by now: what it did itself stays as it was recorded, what
 * follows from it is worked out anew. What somebody has already does not come twice, and what they do not have cannot go.
 */
export function happenAgain(rules: Rules, overlay: Overlay, world: World, rows: readonly JournalRow[]): void {
  const own = ownRows(rows);
  const [first] = own;
  if (first?.reasons.run !== undefined) {
    for (const row of own) if (!isThere(overlay, row)) overlay.add(row);
    rise(rules, overlay, first);
    earn(rules, overlay, [first]);
    return;
  }
  for (const row of own) {
    if (isThere(overlay, row)) continue;
    const again = row.reasons.revoked === undefined ? row : revokedAgain(overlay, world, row);
    record(rules, overlay, again);
    earn(rules, overlay, [again]);
  }
}

/** The rows that a command brought by itself; the others followed. All rows of a correction are its own. */
function ownRows(rows: readonly JournalRow[]): JournalRow[] {
  const swept = new Set<bigint>();
  return rows.filter((row) => {
    if (row.reasons.run !== undefined) return true;
    if (row.interaction === 'LEVEL_UP') return false;
    if (row.interaction !== 'ACHIEVEMENT_EARNED' || row.reasons.granted_by !== undefined) return true;
    if (!isSwept(row) || swept.has(row.userId)) return false;
    swept.add(row.userId);
    return true;
  });
}

/** A sweep names its rows after the command and the member. */
const isSwept = ({ sourceEventId, userId, reasons }: JournalRow): boolean =>
  sourceEventId === `${reasons.fact}:${userId}:ach:${reasons.template}`;

function isThere(overlay: Overlay, { userId, reasons: { template, level } }: JournalRow): boolean {
  const member = overlay.member(userId);
  if (level !== undefined) return level <= member.level;
  return template !== undefined && member.earned.has(template);
}

/** A revocation takes back what the achievement paid here, and nothing from somebody who never had it. */
function revokedAgain(overlay: Overlay, world: World, row: JournalRow): JournalRow {
  const { revoked = 0, gold_delta: _, ...reasons } = row.reasons;
  const member = overlay.member(row.userId);
  if (!member.earned.has(revoked)) return { ...row, xpDelta: 0, reasons: { ...reasons, revoked } };
  const paid = world.paid(row.userId, revoked);
  if (!paid) return row;
  const gold = 0 - Math.min(paid.gold, Math.max(0, member.gold));
  const xpDelta = 0 - Math.min(paid.xp, Math.max(0, member.xp));
  return { ...row, xpDelta, reasons: { ...reasons, revoked, gold_delta: gold } };
}
