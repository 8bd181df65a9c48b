import { bigints, ints } from './binary-array.js';
import type { Pool } from './pool.js';

/** A member of a file, and what they had elsewhere. */
export interface MemberToImport {
  readonly line: number;
  readonly member: string;
  readonly xp: number;
  readonly level: number | null;
}

const LAY = `
  insert into member_import_rows (import_id, member, line, xp, level)
  select $1, * from unnest($2::bigint[], $3::int[], $4::int[], $5::int[])`;

/** Lays members of an import; each may stand there once. */
export async function layImportRows(
  db: Pick<Pool, 'query'>,
  importId: number,
  rows: readonly MemberToImport[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.query(LAY, [
    importId,
    bigints(rows.map(({ member }) => BigInt(member))),
    ints(rows.map(({ line }) => line)),
    ints(rows.map(({ xp }) => xp)),
    ints(rows.map(({ level }) => level)),
  ]);
}
