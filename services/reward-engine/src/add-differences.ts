import type { Difference } from '@synapse/store';

/** Of each table. */
const EXAMPLES = 9;

/** What was found about some members, with what was found about the next. */
export const addDifferences = (before: readonly Difference[], next: readonly Difference[]) =>
  next.map((one) => {
    const same = before.find(({ table }) => table === one.table);
    return {
      table: one.table,
      rows: one.rows + (same?.rows ?? 0),
      differing: one.differing + (same?.differing ?? 0),
      missing: one.missing + (same?.missing ?? 0),
      superfluous: one.superfluous + (same?.superfluous ?? 0),
      examples: [...(same?.examples ?? []), ...one.examples].slice(0, EXAMPLES),
    };
  });
