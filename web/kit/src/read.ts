import type { Problem } from '@synapse/contracts';

declare const answer: unique symbol;
/** An address on this server, and the type of what it answers. */
export type Path<T> = string & { readonly [answer]?: T };

/** What a server said instead of an answer. */
export class ReadError extends Error {
  constructor(
    /** The status; 0 when nobody answered. */
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

/** Puts an address together. What is `undefined` is left out of the question; ids are texts, never numbers. */
export function address<T>(
  path: string,
  question: Record<string, string | number | null | undefined> = {},
): Path<T> {
  const given = Object.entries(question).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** Asks this server for JSON. @throws ReadError whose message is the problem's `detail` */
export async function ask(path: string, { headers, ...how }: RequestInit = {}): Promise<Response> {
  const said = await fetch(path, { ...how, headers: { accept: 'application/json', ...headers } }).catch(
    () => {
      throw new ReadError(0, 'The server does not answer.');
    },
  );
  if (said.ok) return said;
  const problem = (await said.json().catch(() => ({}))) as Partial<Problem>;
  throw new ReadError(said.status, problem.detail ?? `The server answers ${said.status}.`);
}
