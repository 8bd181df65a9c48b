import { createHash } from 'node:crypto';
import { HttpProblem } from '@synapse/http';
import type { Occasion } from './change.js';

/** Names the version of a document by its content. */
export const etagOf = (document: object): string =>
  `"${createHash('sha256').update(JSON.stringify(document)).digest('base64url').slice(0, 27)}"`;

/**
 * @param document what there is now; `null` when there is nothing
 * @throws HttpProblem 412 when the asker has seen another version than the one there is. A bot's caller sees none, and a
 * caller who says `*` wants none compared.
 */
export function mustMatch({ ifMatch }: Pick<Occasion, 'ifMatch'>, document: object | null): void {
  if (ifMatch === null || ifMatch.trim() === '*') return;
  const seen = ifMatch.split(',').map((tag) => tag.trim());
  if (document && seen.includes(etagOf(document))) return;
  throw new HttpProblem(412, 'It was changed since you read it. Read it again, and decide again.');
}
