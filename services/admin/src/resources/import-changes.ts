import { Type } from '@sinclair/typebox';
import { IMPORT_FORMATS, type MemberImport } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { type Occasion, tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { type MembersFile, receiveMembers } from '../imports/receive-members.js';
import { FileName } from './imported-file.js';
import { memberImports } from './member-imports.js';
import { done, existing } from './row-change.js';
import { oneOfWords } from './text.js';

const described = { tag: 'imports', scope: 'members' } as const;
const OfOne = { ...described, params: Type.Object({ id: RowId }), body: null };
/** An import of these is as if it had never been. */
const OVER = ['reading', 'undone', 'discarded'];

export const importChanges = [
  tableChange({
    ...described,
    name: 'create_import',
    method: 'POST',
    path: '/imports',
    summary: 'Reads a file of members with XP and level. Nobody gets anything before it is applied.',
    upload: {
      query: Type.Object(
        {
          format: oneOfWords(IMPORT_FORMATS, 'Who wrote the file.'),
          keep: oneOfWords(['xp', 'level'], 'What members keep: their XP, or their level on our curve.'),
          name: FileName,
        },
        { additionalProperties: false },
      ),
      description: 'The file, of up to 1,000,000 rows.',
      receive: receiveMembers,
    },
    params: Type.Object({}),
    body: null,
    async make(tx, input, { asker: { actor } }) {
      const { digest, format, keep } = input as unknown as MembersFile & { digest: string };
      const file = { digest, format, keep };
      const same = await tx.memberImport.findFirst({ where: { ...file, state: { notIn: OVER } } });
      if (same) throw new HttpProblem(409, `This file was read before: import ${same.id} is ${same.state}.`);
      const { id } = await tx.memberImport.findFirstOrThrow({
        where: { ...file, state: 'reading', createdBy: actor },
        orderBy: { id: 'desc' },
      });
      await tx.memberImport.update({ where: { id }, data: { state: 'read' } });
      const made = await done(memberImports, tx, { id, before: null, action: 'IMPORT' });
      return { ...made, audited: { ...made.audited, after: withoutRows(made.audited.after) } };
    },
  }),
  tableChange({
    ...OfOne,
    name: 'apply_import',
    method: 'POST',
    path: '/imports/:id/apply',
    summary: 'Raises members to what the file says, in the background; never lowers anybody. Silent.',
    make: (tx, { id }, occasion) => move(tx, id, occasion, { from: 'read', to: 'applying' }),
  }),
  tableChange({
    ...OfOne,
    name: 'undo_import',
    method: 'POST',
    path: '/imports/:id/undo',
    summary:
      'Takes back the XP, gold and achievements that an import brought, in the background. A level is never lowered.',
    make: (tx, { id }, occasion) => move(tx, id, occasion, { from: 'applied', to: 'undoing' }),
  }),
  tableChange({
    ...OfOne,
    name: 'discard_import',
    method: 'DELETE',
    path: '/imports/:id',
    summary: 'Forgets a file that was read and not applied.',
    async make(tx, { id }, occasion) {
      const made = await move(tx, id, occasion, { from: 'read', to: 'discarded' });
      await tx.memberImportRow.deleteMany({ where: { importId: Number(id) } });
      return made;
    },
  }),
];

async function move(
  tx: Transaction,
  id: string,
  occasion: Occasion,
  { from, to }: { from: string; to: string },
) {
  const before = await existing(memberImports, tx, id, occasion);
  if (before.state !== from) throw new HttpProblem(409, `This import is ${before.state}.`);
  await tx.memberImport.update({ where: { id: Number(id) }, data: { state: to } });
  const made = await done(memberImports, tx, { id: Number(id), before, action: 'IMPORT' });
  const { audited } = made;
  return {
    ...made,
    audited: { ...audited, before: withoutRows(audited.before), after: withoutRows(audited.after) },
  };
}

/** Lines of a file are no business of the audit trail, which nothing is ever taken from. */
function withoutRows(document: object | null | undefined): object | null {
  if (!document) return null;
  const { bad_rows: _, ...rest } = document as MemberImport;
  return rest;
}
