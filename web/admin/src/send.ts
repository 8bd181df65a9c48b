import type { Problem } from '@synapse/contracts';
import { ReadError } from '@synapse/web-kit';

interface Sending {
  body?: unknown;
  /** The ETag of what was seen: should it be another meanwhile, nothing is changed. */
  etag?: string | undefined;
  /** The same for the same change, however often it is sent; a new one unless given. */
  key?: string;
}

/**
 * Asks the server to change something, as whoever is signed in.
 * @throws ReadError whose message is the problem's `detail`; nothing was changed then, unless nobody answered (status 0): send
 *   it again with the same `key`
 */
export async function send<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { csrf_token: token }: { csrf_token: string },
  { body, etag, key = crypto.randomUUID() }: Sending = {},
): Promise<T | undefined> {
  const said = await fetch(path, {
    method,
    headers: {
      accept: 'application/json',
      'x-csrf-token': token,
      'idempotency-key': key,
      ...(etag !== undefined && { 'if-match': etag }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ReadError(0, 'The server does not answer.');
  });
  if (said.status === 204) return undefined;
  if (said.ok) return (await said.json()) as T;
  const problem = (await said.json().catch(() => ({}))) as Partial<Problem>;
  throw new ReadError(said.status, problem.detail ?? `The server answers ${said.status}.`);
}
