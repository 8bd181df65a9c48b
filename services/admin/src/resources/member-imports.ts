import { BAD_ROWS_IN_LISTS, MemberImport } from '@synapse/contracts';
import { Prisma } from '@synapse/store';
import type { Transaction } from '../audit.js';
import type { BadRow } from '../imports/read-import.js';
import { fileOfRow } from './imported-file.js';
import { type Paged, pageOf } from './paged.js';
import type { Resource } from './row-change.js';

export const memberImports: Resource<MemberImport> = {
  table: 'member_imports',
  name: 'import',
  schema: MemberImport,
  async read(tx, id) {
    const row = await tx.memberImport.findFirst({ where: { id, state: { not: 'reading' } } });
    return row && ((await documents(tx, [row]))[0] ?? null);
  },
};

/** Imports, the newest first. */
export const listImports: Paged<MemberImport> = (tx, query) =>
  pageOf(query, async (before, take) => {
    const rows = await tx.memberImport.findMany({
      where: { ...before, state: { not: 'reading' } },
      orderBy: { id: 'desc' },
      take,
    });
    return (await documents(tx, rows)).map((one) => ({
      ...one,
      bad_rows: one.bad_rows.slice(0, BAD_ROWS_IN_LISTS),
    }));
  });

type Row = NonNullable<Awaited<ReturnType<Transaction['memberImport']['findUnique']>>>;
type Counts = Record<
  'members' | 'settled' | 'raised' | 'unchanged' | 'undone' | 'xp' | 'gold' | 'achievements',
  number
>;

const NONE: Counts = {
  members: 0,
  settled: 0,
  raised: 0,
  unchanged: 0,
  undone: 0,
  xp: 0,
  gold: 0,
  achievements: 0,
};

async function documents(tx: Transaction, rows: readonly Row[]): Promise<MemberImport[]> {
  const counts = await countsOf(tx, rows);
  return rows.map((row) => {
    const counted = counts.get(row.id) ?? NONE;
    return {
      id: String(row.id),
      format: row.format as MemberImport['format'],
      keep: row.keep as MemberImport['keep'],
      state: row.state as MemberImport['state'],
      ...fileOfRow(row),
      created_by: String(row.createdBy),
      created_at: row.createdAt.toISOString(),
      ...counted,
      refused: counted.settled - counted.raised - counted.unchanged,
      bad: row.bad,
      bad_rows: row.badRows as unknown as BadRow[],
    };
  });
}

async function countsOf(tx: Transaction, rows: readonly Row[]): Promise<Map<number, Counts>> {
  if (rows.length === 0) return new Map();
  const counted = await tx.$queryRaw<(Counts & { id: number })[]>`
    select import_id as id, count(*)::int as members, count(applied)::int as settled,
      (count(*) filter (where applied = 'applied'))::int as raised,
      (count(*) filter (where applied = 'nothing_to_do'))::int as unchanged, count(undone)::int as undone,
      sum(gained)::float8 as xp, sum(gained_gold)::float8 as gold, sum(cardinality(achievements))::int as achievements
    from member_import_rows where import_id in (${Prisma.join(rows.map(({ id }) => id))}) group by import_id`;
  return new Map(counted.map(({ id, ...counts }) => [id, counts]));
}
