import { createHash } from 'node:crypto';
import { type Static, Type } from '@sinclair/typebox';
import { settingValue } from '@synapse/contracts';
import { createLevelCurve, LARGEST_FIGURE } from '@synapse/economy';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { tableChange } from '../changes/change.js';
import { DiscordId, RowId } from '../http/ids.js';
import { type BadRow, FORMATS, type ImportRow, readImport } from '../imports/read-import.js';
import { done, existing, type Resource } from './row-change.js';
import { settingsNow } from './settings-now.js';
import { oneOfWords } from './text.js';

const MIB = 1024 * 1024;
export const LARGEST_FILE = 16 * MIB;
/** Rows that a report lists; its figures are those of all. */
const LISTED = 10_000;
const Count = Type.Integer({ minimum: 0 });

export const ImportBody = Type.Object(
  {
    format: oneOfWords(FORMATS, 'Who wrote the file.'),
    keep: oneOfWords(['xp', 'level'], 'What members keep: their XP, or their level on our curve.'),
    content: Type.String({ minLength: 1, maxLength: LARGEST_FILE, description: 'The file.' }),
  },
  { additionalProperties: false },
);

const BadRows = Type.Array(Type.Object({ line: Count, reason: Type.String() }));

export const ImportReport = Type.Object({
  members: Count,
  raised: Count,
  unchanged: Count,
  xp: Type.Integer({ description: 'What all of them gain together.' }),
  bad: BadRows,
  rows: Type.Array(
    Type.Object({
      line: Count,
      member: DiscordId,
      xp_before: Count,
      xp_after: Count,
      level_before: Count,
      level_after: Count,
    }),
    { description: `Up to ${LISTED} whose XP rises. What achievements may bring comes on top.` },
  ),
});

export const MemberImport = Type.Object({
  id: RowId,
  format: oneOfWords(FORMATS),
  keep: oneOfWords(['xp', 'level']),
  state: oneOfWords(['applying', 'applied', 'undoing', 'undone']),
  created_by: DiscordId,
  created_at: Type.String(),
  members: Count,
  settled: Type.Integer({ minimum: 0, description: 'Whom the engine has answered for.' }),
  raised: Count,
  unchanged: Count,
  refused: Count,
  undone: Count,
  xp: Type.Integer({ description: 'What all of them gained together.' }),
});
export type MemberImport = Static<typeof MemberImport>;

export const memberImports: Resource<MemberImport> = {
  table: 'member_imports',
  name: 'import',
  schema: MemberImport,
  async read(tx, id) {
    const row = await tx.memberImport.findUnique({ where: { id } });
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
    };
  },
};

export async function listImports(tx: Transaction): Promise<MemberImport[]> {
  const rows = await tx.memberImport.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  const read = await Promise.all(rows.map(({ id }) => memberImports.read(tx, id)));
  return read.filter((row) => row !== null);
}

/** What applying a file would do now, and nothing else. */
export async function previewImport(
  tx: Transaction,
  { format, keep, content }: Static<typeof ImportBody>,
): Promise<Static<typeof ImportReport>> {
  const { rows, bad } = await usableRows(tx, format, keep, content);
  const ids = rows.map(({ member }) => BigInt(member));
  const known = await tx.user.findMany({
    where: { id: { in: ids } },
    select: { id: true, xp: true, level: true },
  });
  const members = new Map(known.map((user) => [String(user.id), user]));
  const curve = await levelCurve(tx);
  const raised = rows.flatMap(({ line, member, xp }) => {
    const { xp: before, level } = members.get(member) ?? { xp: 0, level: 1 };
    if (xp <= before) return [];
    return [
      {
        line,
        member,
        xp_before: before,
        xp_after: xp,
        level_before: level,
        level_after: curve.levelAt(xp, level),
      },
    ];
  });
  return {
    members: rows.length,
    raised: raised.length,
    unchanged: rows.length - raised.length,
    xp: raised.reduce((all, row) => all + row.xp_after - row.xp_before, 0),
    bad,
    rows: raised.slice(0, LISTED),
  };
}

const levelCurve = async (tx: Transaction) => {
  const settings = await settingsNow(tx);
  return createLevelCurve(settingValue(settings, 'level_base'), settingValue(settings, 'level_factor'));
};

/** Rows whose XP is what the engine will raise the member to: with `level` that is the level's first on our curve. */
async function usableRows(
  tx: Transaction,
  format: Static<typeof ImportBody>['format'],
  keep: 'xp' | 'level',
  content: string,
): Promise<{ rows: ImportRow[]; bad: BadRow[] }> {
  const read = readImport(format, content);
  if (keep === 'xp') return read;
  const curve = await levelCurve(tx);
  const rows: ImportRow[] = [];
  const bad = [...read.bad];
  for (const row of read.rows) {
    const { line, level } = row;
    const xp = level === null || level < 2 ? 0 : curve.threshold(level - 1);
    if (level === null) bad.push({ line, reason: 'There is no level to keep.' });
    else if (xp > LARGEST_FIGURE) bad.push({ line, reason: `Nobody reaches level ${level} on our curve.` });
    else rows.push({ ...row, xp, level: Math.max(1, level) });
  }
  return { rows, bad: bad.sort((one, other) => one.line - other.line) };
}

const described = { tag: 'imports', scope: 'members' } as const;

export const importChanges = [
  tableChange({
    ...described,
    name: 'create_import',
    method: 'POST',
    path: '/imports',
    summary:
      'Raises members to the XP or level that they had elsewhere, in the background; never lowers anybody. Silent.',
    bodyLimit: 2 * LARGEST_FILE,
    params: Type.Object({}),
    body: ImportBody,
    async make(tx, { format, keep, content }, { asker: { actor } }) {
      const digest = createHash('sha256').update(`${format} ${keep} ${content}`).digest('hex');
      const same = await tx.memberImport.findFirst({ where: { digest, state: { not: 'undone' } } });
      if (same) throw new HttpProblem(409, `This file was imported before: see import ${same.id}.`);
      const { rows, bad } = await usableRows(tx, format, keep, content);
      if (rows.length === 0)
        throw new HttpProblem(422, `The file has no row that can be used, and ${bad.length} bad ones.`);
      const { id } = await tx.memberImport.create({
        data: { digest, format, keep, state: 'applying', createdBy: actor },
      });
      for (let from = 0; from < rows.length; from += 1_000) {
        await tx.memberImportRow.createMany({
          data: rows.slice(from, from + 1_000).map(({ line, member, xp, level }) => ({
            importId: id,
            member: BigInt(member),
            line,
            xp,
            level,
          })),
        });
      }
      const made = await done(memberImports, tx, { id, before: null, action: 'IMPORT' });
      return { ...made, answer: { ...made.answer, body: { ...(made.answer.body as MemberImport), bad } } };
    },
  }),
  tableChange({
    ...described,
    name: 'undo_import',
    method: 'POST',
    path: '/imports/:id/undo',
    summary: 'Takes back the XP that an import brought, in the background. Levels and achievements stay.',
    params: Type.Object({ id: RowId }),
    body: null,
    async make(tx, { id }, occasion) {
      const before = await existing(memberImports, tx, id, occasion);
      if (before.state !== 'applied') throw new HttpProblem(409, `This import is ${before.state}.`);
      await tx.memberImport.update({ where: { id: Number(id) }, data: { state: 'undoing' } });
      return done(memberImports, tx, { id: Number(id), before, action: 'IMPORT' });
    },
  }),
];
