import { Type } from '@sinclair/typebox';
import { BAD_ROWS_IN_LISTS, HistoryImport } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { type Occasion, tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { receiveHistory } from '../imports/receive-history.js';
import { FileName, fileOfRow } from './imported-file.js';
import { type Paged, pageOf } from './paged.js';
import { done, existing, type Resource } from './row-change.js';

export const historyImports: Resource<HistoryImport> = {
  table: 'history_imports',
  name: 'history import',
  schema: HistoryImport,
  guildOf: ({ guild_id }) => guild_id,
  async read(tx, id) {
    const row = await tx.historyImport.findFirst({ where: { id, state: { not: 'reading' } } });
    return row && toDocument(row, await tx.historyFrame.count({ where: { importId: id } }));
  },
};

/** Imports of history, the newest first. */
export const listHistoryImports: Paged<HistoryImport> = (tx, query) =>
  pageOf(query, async (before, take) => {
    const rows = await tx.historyImport.findMany({
      where: { ...before, state: { not: 'reading' } },
      orderBy: { id: 'desc' },
      include: { _count: { select: { waiting: true } } },
      take,
    });
    return rows.map((row) => {
      const { report, ...rest } = toDocument(row, row._count.waiting);
      return { ...rest, report: { ...report, bad_rows: report.bad_rows.slice(0, BAD_ROWS_IN_LISTS) } };
    });
  });

type Row = NonNullable<Awaited<ReturnType<Transaction['historyImport']['findUnique']>>>;

const toDocument = (row: Row, waiting: number): HistoryImport => ({
  id: String(row.id),
  state: row.state as HistoryImport['state'],
  guild_id: String(row.guildId),
  ...fileOfRow(row),
  done: row.state === 'discarded' ? 0 : row.frames - waiting,
  total: row.frames,
  report: row.report as HistoryImport['report'],
  created_by: String(row.createdBy),
  created_at: row.createdAt.toISOString(),
});

const described = { tag: 'history', scope: 'members' } as const;
const OfOne = { ...described, params: Type.Object({ id: RowId }), body: null };

export const historyChanges = [
  tableChange({
    ...described,
    name: 'create_history_import',
    method: 'POST',
    path: '/history-imports',
    summary:
      'Reads the messages of a channel as DiscordChatExporter exports them to JSON, and says what they would come to. Nothing of it counts before it is applied; no text is kept.',
    upload: {
      query: Type.Object({ name: FileName }, { additionalProperties: false }),
      description: 'The file, oldest message first.',
      receive: receiveHistory,
    },
    params: Type.Object({}),
    body: null,
    async make(tx, input, { asker: { actor } }) {
      const { digest } = input as unknown as { digest: string };
      const same = await tx.historyImport.findFirst({
        where: { digest, state: { notIn: ['reading', 'discarded'] } },
      });
      if (same) throw new HttpProblem(409, `This file was read before: import ${same.id} is ${same.state}.`);
      const { id } = await tx.historyImport.findFirstOrThrow({
        where: { digest, state: 'reading', createdBy: actor },
        orderBy: { id: 'desc' },
      });
      await tx.historyImport.update({ where: { id }, data: { state: 'read' } });
      return withoutRows(await done(historyImports, tx, { id, before: null, action: 'IMPORT' }));
    },
  }),
  tableChange({
    ...OfOne,
    name: 'apply_history_import',
    method: 'POST',
    path: '/history-imports/:id/apply',
    summary:
      'Lets the past earn by the rules, silently, in the background. What was judged before has no second effect.',
    make: (tx, { id }, occasion) => move(tx, id, occasion, 'applying'),
  }),
  tableChange({
    ...OfOne,
    name: 'discard_history_import',
    method: 'DELETE',
    path: '/history-imports/:id',
    summary: 'Forgets a file that was read and not applied.',
    async make(tx, { id }, occasion) {
      const made = await move(tx, id, occasion, 'discarded');
      await tx.historyFrame.deleteMany({ where: { importId: Number(id) } });
      return made;
    },
  }),
];

async function move(tx: Transaction, id: string, occasion: Occasion, state: 'applying' | 'discarded') {
  const before = await existing(historyImports, tx, id, occasion);
  if (before.state !== 'read') throw new HttpProblem(409, `This import is ${before.state}.`);
  await tx.historyImport.update({ where: { id: Number(id) }, data: { state } });
  return withoutRows(await done(historyImports, tx, { id: Number(id), before, action: 'IMPORT' }));
}

/** Lines of a file are no business of the audit trail, which nothing is ever taken from. */
function withoutRows(made: Awaited<ReturnType<typeof done>>) {
  const short = (document: object | null | undefined) => {
    if (!document) return null;
    const { report, ...rest } = document as HistoryImport;
    const { bad_rows: _, ...told } = report;
    return { ...rest, report: told };
  };
  const { before, after, ...audited } = made.audited;
  return { ...made, audited: { ...audited, before: short(before), after: short(after) } };
}
