import type { OpenPrismaClient } from '@synapse/store';
import { audit, type Transaction } from '../audit.js';
import type { Changed } from './change-tables.js';

/** What the audit trail keeps of an apply or an undo: enough to go on with it, and to take it back. */
export interface WhatIfRecord extends Changed {
  /** The time of its corrections: ISO 8601. */
  readonly at: string;
  /** The version of the rules from then on. */
  readonly version: number;
}

type Action = 'WHAT_IF_APPLY' | 'WHAT_IF_UNDO';

/** What was recorded of a run; `null` when nothing was. */
export async function recorded(
  prisma: Pick<OpenPrismaClient, 'adminLog'>,
  action: Action,
  run: string,
): Promise<WhatIfRecord | null> {
  const row = await prisma.adminLog.findFirst({
    where: { actionType: action, targetTable: 'rule_sets', targetId: run },
  });
  if (!row) return null;
  const { places, at, version } = row.afterSnapshot as unknown as Omit<WhatIfRecord, 'after' | 'before'> & {
    places: Changed['after'];
  };
  return { before: row.beforeSnapshot as Changed['before'], after: places, at, version };
}

/** What a row of the audit trail says of a run. */
export const auditedRun = <A extends Action>(
  action: A,
  run: string,
  { before, after, at, version }: WhatIfRecord,
) => ({ action, table: 'rule_sets', id: run, before, after: { places: after, at, version } });

export const record = (
  tx: Transaction,
  action: Action,
  run: string,
  begun: WhatIfRecord,
  reason: string,
): Promise<void> => audit(tx, { ...auditedRun(action, run, begun), reason });
