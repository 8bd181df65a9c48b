import { createHash } from 'node:crypto';
import { type ImportFormat, settingValue } from '@synapse/contracts';
import { createLevelCurve, LARGEST_FIGURE, type LevelCurve } from '@synapse/economy';
import { HttpProblem } from '@synapse/http';
import { layImportRows } from '@synapse/store';
import type { Transaction } from '../audit.js';
import type { Admin } from '../changes/admin.js';
import type { Asker, Received } from '../changes/change.js';
import { settingsNow } from '../resources/settings-now.js';
import { type BadRow, type ImportRow, readImport } from './read-import.js';

/** Bad rows that are kept with their reason; their number is that of all. */
export const BAD_ROWS_LISTED = 10_000;
const ROWS_AT_ONCE = 2_000;

export interface MembersFile {
  format: ImportFormat;
  keep: 'xp' | 'level';
  /** What it is called. */
  name?: string;
}

/**
 * Reads a file of members into rows of an import that is nobody's yet, as it comes.
 * @throws HttpProblem 422 when it is not of its format, or has no row that can be used
 */
export async function receiveMembers(
  { prisma, db }: Admin,
  chunks: AsyncIterable<Uint8Array>,
  { format, keep, name }: MembersFile,
  { actor }: Asker,
): Promise<Received> {
  const { id } = await prisma.memberImport.create({
    data: { digest: '', format, keep, state: 'reading', createdBy: actor, fileName: name ?? null },
  });
  const discard = () => prisma.memberImport.deleteMany({ where: { id, state: 'reading' } });
  try {
    const measured = measure(chunks);
    const curve = keep === 'level' ? await levelCurve(prisma) : null;
    const rows = usable(readImport(format, measured.chunks), curve);
    const { bad, listed } = await lay(db, id, rows);
    const { digest, bytes } = measured.end();
    const data = { digest, bytes, bad, badRows: listed as object[] };
    await prisma.memberImport.update({ where: { id }, data });
    return { input: { format, keep, digest }, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Hands chunks on, and tells in the end what they were: SHA-256 in hex, and their length. */
export function measure(chunks: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* handedOn(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: handedOn(), end: () => ({ digest: hash.digest('hex'), bytes }) };
}

/** The curve of levels as the settings have it now. */
export async function levelCurve(tx: Transaction): Promise<LevelCurve> {
  const settings = await settingsNow(tx);
  return createLevelCurve(settingValue(settings, 'level_base'), settingValue(settings, 'level_factor'));
}

/** Rows whose XP is what the engine will raise the member to: with a curve that is the level's first on it. */
async function* usable(
  rows: AsyncIterable<ImportRow | BadRow>,
  curve: LevelCurve | null,
): AsyncGenerator<ImportRow | BadRow> {
  for await (const row of rows) yield curve === null || 'reason' in row ? row : atLevel(row, curve);
}

function atLevel(row: ImportRow, curve: LevelCurve): ImportRow | BadRow {
  const { line, level } = row;
  if (level === null) return { line, reason: 'There is no level to keep.' };
  const xp = level < 2 ? 0 : curve.threshold(level - 1);
  if (xp > LARGEST_FIGURE) return { line, reason: `Nobody reaches level ${level} on our curve.` };
  return { ...row, xp, level: Math.max(1, level) };
}

async function lay(
  db: Admin['db'],
  importId: number,
  rows: AsyncIterable<ImportRow | BadRow>,
): Promise<{ bad: number; listed: BadRow[] }> {
  const listed: BadRow[] = [];
  let [bad, good] = [0, 0];
  let waiting: ImportRow[] = [];
  const write = async () => {
    const some = waiting;
    waiting = [];
    good += some.length;
    await layImportRows(db, importId, some);
  };
  for await (const row of rows) {
    if ('reason' in row) {
      bad += 1;
      if (listed.length < BAD_ROWS_LISTED) listed.push(row);
      continue;
    }
    waiting.push(row);
    if (waiting.length === ROWS_AT_ONCE) await write();
  }
  await write();
  if (good > 0) return { bad, listed };
  throw new HttpProblem(422, `The file has no row that can be used, and ${bad} bad ones.`);
}
