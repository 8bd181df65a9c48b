import { createHash } from 'node:crypto';
import type { CommandAnswer } from '@synapse/contracts';
import type { Admin } from '../changes/admin.js';
import { issueCommand } from '../issue-command.js';

/** Commands under way at once: the engine is never flooded. */
const AT_ONCE = 50;

type Row = Awaited<ReturnType<Admin['prisma']['memberImportRow']['findMany']>>[number];

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
    const work = isUndo
      ? (row: Row) => undo(admin, row, now)
      : (row: Row) => apply(admin, row, keep, createdAt);
    if (!(await everyRow(admin, id, isUndo, work, signal))) return;
    await prisma.memberImport.updateMany({
      where: { id, state },
      data: { state: isUndo ? 'undone' : 'applied' },
    });
  }
}

/** @returns whether all are settled; the rest waits when the engine does not answer */
async function everyRow(
  { prisma }: Admin,
  importId: number,
  isUndo: boolean,
  work: (row: Row) => Promise<CommandAnswer>,
  signal: AbortSignal,
): Promise<boolean> {
  const where = isUndo ? { importId, applied: 'applied', undone: null } : { importId, applied: null };
  while (!signal.aborted) {
    const rows = await prisma.memberImportRow.findMany({ where, orderBy: { line: 'asc' }, take: AT_ONCE });
    if (rows.length === 0) return true;
    const answers = await Promise.all(rows.map(work));
    for (const [index, { member }] of rows.entries()) {
      const answer = answers[index];
      if (!answer || answer.status === 'pending') continue;
      const told = answer.status === 'applied' ? 'applied' : (answer.reason ?? 'refused');
      const gained = Number(answer.result?.xp ?? 0);
      const data = isUndo ? { undone: told } : { applied: told, gained };
      await prisma.memberImportRow.update({ where: { importId_member: { importId, member } }, data });
    }
    if (answers.some(({ status }) => status === 'pending')) return false;
  }
  return false;
}

const apply = ({ bus, community }: Admin, { importId, member, xp, level }: Row, keep: string, at: Date) =>
  issueCommand(bus, community, {
    id: commandId('import', importId, member),
    type: 'import_member',
    body: { member: String(member), xp, ...(keep === 'level' && level !== null && { level }) },
    at,
  });

const undo = ({ bus, community }: Admin, { importId, member, gained }: Row, at: Date) =>
  issueCommand(bus, community, {
    id: commandId('undo', importId, member),
    type: 'correct',
    body: {
      member: String(member),
      run: `import-${importId}`,
      xp: -gained,
      gold: 0,
      seasons: [],
      levels: [],
      achievements: [],
      taken: [],
      reason: `import ${importId} taken back`,
    },
    at,
  });

/** A digest stands for the member: outcomes outlive whoever they were about. */
const commandId = (what: string, importId: number, member: bigint): string =>
  `${what}-${importId}-${createHash('sha256').update(`${importId}:${member}`).digest('hex').slice(0, 16)}`;
