import { MemberImport } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import type { BadRow } from '../imports/read-import.js';
import type { Resource } from './row-change.js';

export const memberImports: Resource<MemberImport> = {
  table: 'member_imports',
  name: 'import',
  schema: MemberImport,
  async read(tx, id) {
    const row = await tx.memberImport.findFirst({ where: { id, state: { not: 'reading' } } });
    if (!row) return null;
    const groups = await tx.memberImportRow.groupBy({
      by: ['applied', 'undone'],
      where: { importId: id },
      _count: true,
      _sum: { gained: true },
    });
    const sum = (of: (group: (typeof groups)[number]) => number) =>
      groups.reduce((all, one) => all + of(one), 0);
    const counted = (test: (group: (typeof groups)[number]) => boolean) =>
      sum((group) => (test(group) ? group._count : 0));
    const settled = counted(({ applied }) => applied !== null);
    const raised = counted(({ applied }) => applied === 'applied');
    const unchanged = counted(({ applied }) => applied === 'nothing_to_do');
    return {
      id: String(id),
      format: row.format as MemberImport['format'],
      keep: row.keep as MemberImport['keep'],
      state: row.state as MemberImport['state'],
      created_by: String(row.createdBy),
      created_at: row.createdAt.toISOString(),
      members: counted(() => true),
      settled,
      raised,
      unchanged,
      refused: settled - raised - unchanged,
      undone: counted(({ undone }) => undone !== null),
      xp: sum(({ _sum }) => _sum.gained ?? 0),
      bad: row.bad,
      bad_rows: row.badRows as unknown as BadRow[],
    };
  },
};

export async function listImports(tx: Transaction): Promise<MemberImport[]> {
  const rows = await tx.memberImport.findMany({
    where: { state: { not: 'reading' } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const read = await Promise.all(rows.map(({ id }) => memberImports.read(tx, id)));
  return read.filter((row) => row !== null);
}
