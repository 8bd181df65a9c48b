import type { JournalRow } from '@synapse/economy';
import type { EarnedRow, Holding } from '@synapse/store';

/** What became of an achievement of a member within a batch. */
interface Fate extends Holding {
  /** As it was earned last; `null` when it was taken back after. */
  readonly earned: EarnedRow | null;
  /** Whether the tables may hold something of it from before. */
  readonly isRetaken: boolean;
}

/** What a batch's journal does to `user_achievements` and `revoked_achievements`: only the last of each counts. */
export function achievementsOf(journal: readonly JournalRow[]) {
  const fates = new Map<string, Fate>();
  for (const { userId, at, reasons } of journal) {
    const templateId = reasons.template ?? reasons.revoked;
    if (templateId === undefined) continue;
    const key = `${userId}:${templateId}`;
    const { granted_by: by, revoked } = reasons;
    const grantedBy = by === undefined ? null : BigInt(by);
    const earned = revoked === undefined ? { userId, templateId, earnedAt: at, grantedBy } : null;
    const isRetaken = revoked !== undefined || grantedBy !== null || fates.get(key)?.isRetaken === true;
    fates.set(key, { userId, templateId, earned, isRetaken });
  }
  const all = [...fates.values()];
  return {
    earned: all.map(({ earned }) => earned).filter((row) => row !== null),
    retaken: all
      .filter(({ isRetaken }) => isRetaken)
      .map(({ userId, templateId, earned }) => ({ userId, templateId, isRevoked: earned === null })),
  };
}
