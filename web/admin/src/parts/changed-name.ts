import type { AuditRow } from '@synapse/contracts';

/** What is called so that was changed; `null` when it has no name. */
export function changedName({ before, after }: Pick<AuditRow, 'before' | 'after'>): string | null {
  const named = (after ?? before ?? {}) as { name?: unknown; title?: unknown };
  const name = named.name ?? named.title;
  return typeof name === 'string' ? `“${name}”` : null;
}
