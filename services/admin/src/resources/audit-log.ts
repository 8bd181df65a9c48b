import { type Static, Type } from '@sinclair/typebox';
import type { Transaction } from '../audit.js';
import { DEFAULT_LIMIT, DiscordId, Limit, RowId } from '../http/ids.js';
import { oneOfWords } from './text.js';

export const AuditQuery = Type.Object({
  actor: Type.Optional(Type.String({ pattern: `^0$|${DiscordId.pattern}` })),
  action: Type.Optional(
    oneOfWords(['CREATE', 'UPDATE', 'DELETE', 'SEASON_ROLL', 'MANUAL_AWARD', 'MANUAL_REVOKE', 'IMPORT']),
  ),
  table: Type.Optional(Type.String({ pattern: '^[a-z][a-z_]{0,49}$' })),
  target: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  before: Type.Optional(RowId),
  limit: Limit,
});

/** The audit trail, newest first; `next` is what `before` is to be for the next page. */
export async function listAudit(tx: Transaction, query: Static<typeof AuditQuery>) {
  const take = Number(query.limit ?? DEFAULT_LIMIT);
  const rows = await tx.adminLog.findMany({
    where: {
      ...(query.actor !== undefined && { actorId: BigInt(query.actor) }),
      ...(query.action !== undefined && { actionType: query.action }),
      ...(query.table !== undefined && { targetTable: query.table }),
      ...(query.target !== undefined && { targetId: query.target }),
      ...(query.before !== undefined && { id: { lt: Number(query.before) } }),
    },
    orderBy: { id: 'desc' },
    take: take + 1,
  });
  const items = rows.slice(0, take).map((row) => ({
    id: String(row.id),
    actor_id: String(row.actorId),
    action: row.actionType,
    target_table: row.targetTable,
    target_id: row.targetId,
    before: row.beforeSnapshot,
    after: row.afterSnapshot,
    ip_address: row.ipAddress,
    reason: row.reason,
    at: row.timestamp.toISOString(),
  }));
  return { items, next: rows.length > take ? (items.at(-1)?.id ?? null) : null };
}
