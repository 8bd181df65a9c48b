import type { JournalRow } from '@synapse/economy';
import type { EarnedRow, Holding } from '@synapse/store';

/** What became of an achievement of a member within a batch. */
interface Fate extends Holding {
  /** As it was earned last; `null` when it was taken back after. */
  readonly earned: EarnedRow | null;
  readonly isRevoked: boolean;
  /** Whether the tables may hold something of it from before. */
  readonly isRetaken: boolean;
}

/** What a batch's journal does to `user_achievements` and `revoked_achievements`: only the last of each counts. */
export function achievementsOf(journal: readonly JournalRow[]) {
  const fates = new Map<string, Fate>();
  for (const { userId, at, reasons } of journal) {
    const templateId = reasons.template ?? reasons.revoked ?? reasons.taken;
    if (templateId === undefined) continue;
    const key = `${userId}:${templateId}`;
    const { granted_by: by, template } = reasons;
    const isLost = template === undefined;
    const grantedBy = by === undefined ? null : BigInt(by);
    const earned = isLost ? null : { userId, templateId, earnedAt: at, grantedBy };
    const isRetaken = isLost || grantedBy !== null || fates.get(key)?.isRetaken === true;
    const isRevoked = reasons.revoked !== undefined;
    fates.set(key, { userId, templateId, earned, isRetaken, isRevoked });
  }
  const all = [...fates.values()];
  return {
    earned: all.map(({ earned }) => earned).filter((row) => row !== null),
    retaken: all
      .filter(({ isRetaken }) => isRetaken)
      .map(({ userId, templateId, isRevoked }) => ({ userId, templateId, isRevoked })),
  };
}
