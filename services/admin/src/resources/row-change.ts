import type { TObject, TSchema } from '@sinclair/typebox';
import type { AdminActionType } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import type { Answer, Done, Occasion } from '../changes/change.js';
import { etagOf, mustMatch } from '../changes/etag.js';
import { mustAdminister } from '../http/ids.js';

/** A kind of row that admins read and change, as a whole: its document is what is answered and what is audited. */
export interface Resource<D extends object> {
  table: string;
  /** One of it, in words: "category". */
  name: string;
  schema: TObject | TSchema;
  read(tx: Transaction, id: number): Promise<D | null>;
  /** The guild whose admins alone may change it; without it any of the community's may. */
  guildOf?: (document: D) => string;
}

/** Reads what is to be changed. @throws HttpProblem 404, 403 or 412 */
export async function existing<D extends object>(
  { read, name, guildOf }: Resource<D>,
  tx: Transaction,
  id: string,
  occasion: Occasion,
): Promise<D> {
  const document = await read(tx, Number(id));
  if (!document) throw new HttpProblem(404, `There is no ${name} ${id}.`);
  if (guildOf) mustAdminister(occasion.asker, guildOf(document));
  mustMatch(occasion, document);
  return document;
}

/** What there is after a change: the answer, and the audit row. */
export async function done<D extends object>(
  resource: Resource<D>,
  tx: Transaction,
  {
    id,
    before,
    action,
    noted = {},
  }: { id: number; before: D | null; action?: AdminActionType; noted?: object },
): Promise<Done> {
  const after = (await resource.read(tx, id)) as D;
  return {
    answer: documentAnswer(after, before === null ? 201 : 200),
    audited: {
      action: action ?? (before === null ? 'CREATE' : 'UPDATE'),
      table: resource.table,
      id,
      before,
      after: { ...after, ...noted },
    },
  };
}

export const documentAnswer = (document: object, status = 200): Answer => ({
  status,
  body: document,
  headers: { etag: etagOf(document) },
});
