import { type ImportPreview, PREVIEWED_ROWS } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { levelCurve } from './receive-members.js';

const ROWS_AT_ONCE = 5_000;

/** What applying an import would do now, and nothing else; `null` when there is none. */
export async function previewImport(tx: Transaction, importId: number): Promise<ImportPreview | null> {
  const found = await tx.memberImport.findFirst({ where: { id: importId, state: { not: 'reading' } } });
  if (!found) return null;
  if (found.state !== 'read') throw new HttpProblem(409, `This import is ${found.state}: see what it did.`);
  const curve = await levelCurve(tx);
  const preview: ImportPreview = { members: 0, raised: 0, unchanged: 0, xp: 0, rows: [] };
  for (let after = 0n; ; ) {
    const rows = await tx.memberImportRow.findMany({
      where: { importId, member: { gt: after } },
      orderBy: { member: 'asc' },
      take: ROWS_AT_ONCE,
    });
    const users = await tx.user.findMany({
      where: { id: { in: rows.map(({ member }) => member) } },
      select: { id: true, discordName: true, xp: true, level: true },
    });
    const known = new Map(users.map((user) => [user.id, user]));
    for (const { line, member, xp } of rows) {
      preview.members += 1;
      const before = known.get(member) ?? { discordName: null, xp: 0, level: 1 };
      if (xp <= before.xp) {
        preview.unchanged += 1;
        continue;
      }
      preview.raised += 1;
      preview.xp += xp - before.xp;
      if (preview.rows.length === PREVIEWED_ROWS) continue;
      preview.rows.push({
        line,
        member: String(member),
        name: before.discordName,
        xp_before: before.xp,
        xp_after: xp,
        level_before: before.level,
        level_after: curve.levelAt(xp, before.level),
      });
    }
    if (rows.length < ROWS_AT_ONCE) return preview;
    after = rows.at(-1)?.member ?? after;
  }
}
