import { createHash } from 'node:crypto';
import { type CommandAnswer, type CommandBody, commandSource, SYSTEM_ACTOR } from '@synapse/contracts';
import { type ImportGain, importGains } from '@synapse/store';
import type { Admin } from '../changes/admin.js';
import { issueCommand } from '../issue-command.js';

export type ImportRow = Awaited<ReturnType<Admin['prisma']['memberImportRow']['findMany']>>[number];

/** What an import asks the engine to raise a member to. */
export const claimOf = (
  { xp, level }: Pick<ImportRow, 'xp' | 'level'>,
  keep: string,
): Omit<CommandBody<'import_member'>, 'member'> => ({
  xp,
  ...(keep === 'level' && level !== null && { level }),
});

/** Raises a member to what the file says. */
export const applyRow = ({ bus, community }: Admin, row: ImportRow, keep: string, at: Date) =>
  issueCommand(bus, community, {
    id: commandId('import', row),
    type: 'import_member',
    body: { member: String(row.member), ...claimOf(row, keep) },
    at,
  });

/** Takes back what a row brought: XP, gold and achievements. A level is never lowered. */
export const undoRow = ({ bus, community }: Admin, row: ImportRow, at: Date): Promise<CommandAnswer> =>
  issueCommand(bus, community, {
    id: commandId('undo', row),
    type: 'correct',
    body: {
      member: String(row.member),
      run: `import-${row.importId}`,
      xp: 0 - row.gained,
      gold: 0 - row.gainedGold,
      seasons: [],
      levels: [],
      achievements: [],
      taken: row.achievements,
      reason: `import ${row.importId} taken back`,
    },
    at,
  });

/** What the commands of some rows brought, with all that followed, as the journal has it; by member. */
export async function gainsOf(
  { db }: Admin,
  rows: readonly ImportRow[],
  at: Date,
): Promise<ReadonlyMap<bigint, ImportGain>> {
  const commands = rows.map((row) => ({ member: row.member, source: sourceOf(row) }));
  return new Map((await importGains(db, at, commands)).map((gain) => [gain.member, gain]));
}

const sourceOf = (row: ImportRow): string =>
  commandSource({ issuer: 'admin', actor: BigInt(SYSTEM_ACTOR), id: commandId('import', row) });

/** A digest stands for the member: outcomes outlive whoever they were about. */
const commandId = (what: string, { importId, member }: ImportRow): string =>
  `${what}-${importId}-${createHash('sha256').update(`${importId}:${member}`).digest('hex').slice(0, 16)}`;
