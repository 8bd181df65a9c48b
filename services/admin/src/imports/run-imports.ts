import type { CommandAnswer } from '@synapse/contracts';
import type { Admin } from '../changes/admin.js';
import { applyRow, gainsOf, type ImportRow, undoRow } from './import-commands.js';

/** Commands under way at once: the engine is never flooded. */
const AT_ONCE = 50;

/** What is done with the rows of an import. */
interface Work {
  where: { applied?: string | null; undone?: null };
  ask(row: ImportRow): Promise<CommandAnswer>;
  /** What is noted of rows that were settled, by member. */
  note(settled: readonly Settled[]): Promise<Map<bigint, object>>;
}
type Settled = { row: ImportRow; told: string };

/**
 * Applies and takes back what was asked for, some members at a time, each waited for. Goes on where it, or an earlier
 * process, ended: each command is named after its import and member, so that sending it again changes nothing.
 */
export async function runImports(admin: Admin, now: Date, signal: AbortSignal): Promise<void> {
  const { prisma } = admin;
  const open = await prisma.memberImport.findMany({
    where: { state: { in: ['applying', 'undoing'] } },
    orderBy: { id: 'asc' },
  });
  for (const { id, state, keep, createdAt } of open) {
    const isUndo = state === 'undoing';
    // The time of the request: the same command has the same one, whenever it is sent.
    const work = isUndo ? undoing(admin, now) : applying(admin, keep, createdAt);
    if (!(await everyRow(admin, id, work, signal))) return;
    await prisma.memberImport.updateMany({
      where: { id, state },
      data: { state: isUndo ? 'undone' : 'applied' },
    });
  }
}

const undoing = (admin: Admin, now: Date): Work => ({
  where: { applied: 'applied', undone: null },
  ask: (row) => undoRow(admin, row, now),
  note: async (settled) => new Map(settled.map(({ row, told }) => [row.member, { undone: told }])),
});

const applying = (admin: Admin, keep: string, at: Date): Work => ({
  where: { applied: null },
  ask: (row) => applyRow(admin, row, keep, at),
  async note(settled) {
    const rows = settled.map(({ row }) => row);
    const gains = await gainsOf(admin, rows, at);
    return new Map(
      settled.map(({ row: { member }, told }) => {
        const { xp = 0, gold = 0, achievements = [] } = gains.get(member) ?? {};
        return [member, { applied: told, gained: xp, gainedGold: gold, achievements }];
      }),
    );
  },
});

/** @returns whether all are settled; the rest waits when the engine does not answer */
async function everyRow(
  { prisma }: Admin,
  importId: number,
  { where, ask, note }: Work,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const rows = await prisma.memberImportRow.findMany({
      where: { importId, ...where },
      orderBy: { line: 'asc' },
      take: AT_ONCE,
    });
    if (rows.length === 0) return true;
    const answers = await Promise.all(rows.map(ask));
    const settled = rows.flatMap((row, index) => toldOf(row, answers[index]));
    for (const [member, data] of await note(settled)) {
      // Whoever was erased meanwhile has no row any more.
      await prisma.memberImportRow.updateMany({ where: { importId, member }, data });
    }
    if (settled.length < rows.length) return false;
  }
  return false;
}

function toldOf(row: ImportRow, answer: CommandAnswer | undefined): Settled[] {
  if (!answer || answer.status === 'pending') return [];
  return [{ row, told: answer.status === 'applied' ? 'applied' : (answer.reason ?? 'refused') }];
}
