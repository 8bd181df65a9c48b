import { HttpProblem } from '@synapse/http';

/** What a cursor holds: figures, and ids as text. */
export type CursorPart = string | number | null;

/**
 * Writes a place down for the client to give back.
 * @param question what it is good for: with another question it is refused
 */
export const encodeCursor = (question: readonly CursorPart[], place: readonly CursorPart[]): string =>
  Buffer.from(JSON.stringify([question, place]), 'utf8').toString('base64url');

/**
 * The place that a cursor holds. It is no secret and needs no signature: it can only say where to go on in what anybody may
 * read. But only what {@link encodeCursor} writes is taken.
 * @throws HttpProblem 400 when it was not given for this question
 */
export function decodeCursor(
  cursor: string,
  question: readonly CursorPart[],
  isPlace: (place: readonly unknown[]) => boolean,
): readonly CursorPart[] {
  const [asked, place] = parsed(cursor);
  if (JSON.stringify(asked) === JSON.stringify(question) && Array.isArray(place) && isPlace(place)) {
    if (encodeCursor(question, place) === cursor) return place;
  }
  throw new HttpProblem(400, 'The cursor is none that was given for this question.');
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
