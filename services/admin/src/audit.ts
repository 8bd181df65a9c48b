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
  before?: object;
  after?: object;
  reason: string;
}

/** Adds a change of the system's own to the audit trail. */
export async function audit(
  tx: Transaction,
  { action, table, id, before, after, reason }: AuditedChange,
): Promise<void> {
  await tx.adminLog.create({
    data: {
      actorId: THE_SYSTEM,
      actionType: action,
      targetTable: table,
      targetId: String(id),
      ...(before && { beforeSnapshot: before as Prisma.InputJsonObject }),
      ...(after && { afterSnapshot: after as Prisma.InputJsonObject }),
      reason,
    },
  });
}
