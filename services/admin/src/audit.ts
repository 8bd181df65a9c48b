import type { AdminActionType } from '@synapse/contracts';
import type { Prisma } from '@synapse/store';

/** Rows are written inside the transaction of the change they tell of. */
export type Transaction = Prisma.TransactionClient;

/** The actor of what the system does by itself. */
export const THE_SYSTEM = 0n;

export interface AuditedChange {
  action: AdminActionType;
  table: string;
  id: string | number;
  before?: object | null | undefined;
  after?: object | null | undefined;
  reason: string | null;
  /** Who did it; the system itself unless given. */
  actor?: bigint;
  /** Where from. */
  address?: string | null;
}

/** Adds a change to the audit trail. */
export async function audit(
  tx: Transaction,
  { action, table, id, before, after, reason, actor = THE_SYSTEM, address = null }: AuditedChange,
): Promise<void> {
  await tx.adminLog.create({
    data: {
      actorId: actor,
      actionType: action,
      targetTable: table,
      targetId: String(id),
      ...(before && { beforeSnapshot: before as Prisma.InputJsonObject }),
      ...(after && { afterSnapshot: after as Prisma.InputJsonObject }),
      ipAddress: address,
      reason,
    },
  });
}
