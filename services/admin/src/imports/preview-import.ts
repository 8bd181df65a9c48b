import { defaultRuleSet, type ImportPreview, PREVIEWED_ROWS, readRuleSet } from '@synapse/contracts';
import { openRules } from '@synapse/economy';
import { HttpProblem } from '@synapse/http';
import type { Admin } from '../changes/admin.js';
import { type Foreseen, foreseeImport } from './foresee-import.js';
import { claimOf } from './import-commands.js';

const ROWS_AT_ONCE = 5_000;

/** What applying an import would do now, and nothing else; `null` when there is none. */
export async function previewImport(
  { prisma, db, community }: Admin,
  importId: number,
): Promise<ImportPreview | null> {
  const found = await prisma.memberImport.findFirst({ where: { id: importId, state: { not: 'reading' } } });
  if (!found) return null;
  if (found.state !== 'read') throw new HttpProblem(409, `This import is ${found.state}: see what it did.`);
  const asked = { rules: await rulesNow(prisma, community), at: found.createdAt };
  const preview: ImportPreview = {
    members: 0,
    raised: 0,
    unchanged: 0,
    xp: 0,
    gold: 0,
    achievements: 0,
    rows: [],
  };
  for (let after = 0n; ; ) {
    const rows = await prisma.memberImportRow.findMany({
      where: { importId, member: { gt: after } },
      orderBy: { member: 'asc' },
      take: ROWS_AT_ONCE,
    });
    const foreseen = await foreseeImport(
      db,
      asked,
      rows.map((row) => ({ id: row.member, ...claimOf(row, found.keep) })),
    );
    preview.members += rows.length;
    preview.raised += foreseen.size;
    preview.unchanged += rows.length - foreseen.size;
    for (const { line, member } of rows) {
      const one = foreseen.get(member);
      if (one) add(preview, line, String(member), one);
    }
    if (rows.length < ROWS_AT_ONCE) return preview;
    after = rows.at(-1)?.member ?? after;
  }
}

async function rulesNow(prisma: Admin['prisma'], community: string) {
  const last = await prisma.ruleSet.findFirst({ where: { community }, orderBy: { version: 'desc' } });
  return openRules(last ? readRuleSet(last.body) : defaultRuleSet(community));
}

function add(
  preview: ImportPreview,
  line: number,
  member: string,
  { name, before, after, achievements }: Foreseen,
): void {
  preview.xp += after.xp - before.xp;
  preview.gold += after.gold - before.gold;
  preview.achievements += achievements.length;
  if (preview.rows.length === PREVIEWED_ROWS) return;
  preview.rows.push({
    line,
    member,
    name,
    xp_before: before.xp,
    xp_after: after.xp,
    level_before: before.level,
    level_after: after.level,
    gold_before: before.gold,
    gold_after: after.gold,
    achievements: achievements.map(String),
  });
}
