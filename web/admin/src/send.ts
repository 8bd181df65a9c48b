import { ask } from '@synapse/web-kit';

/** What the server takes files as: it reads them while they come. */
const FILE_TYPE = 'application/octet-stream';

interface Sending {
  body?: unknown;
  /** Sent instead of a body, as it is and however long. */
  file?: Blob | undefined;
  /** The ETag of what was seen: should it be another meanwhile, nothing is changed. */
  etag?: string | undefined;
  /** The same for the same change, however often it is sent; a new one unless given. */
  key?: string;
  /** Why, for the audit trail. */
  reason?: string | undefined;
}

export interface Sent<T> {
  /** 202: it will be done, and the same request again asks whether it was. */
  status: number;
  body: T | undefined;
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
  { body, file, etag, key = crypto.randomUUID(), reason }: Sending = {},
): Promise<Sent<T>> {
  const said = await ask(path, {
    method,
    headers: {
      'x-csrf-token': token,
      'idempotency-key': key,
      ...(etag !== undefined && { 'if-match': etag }),
      ...(reason && { 'x-audit-log-reason': encodeURIComponent(reason) }),
      ...(file
        ? { 'content-type': FILE_TYPE }
        : body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(file ? { body: file } : body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: said.status, body: said.status === 204 ? undefined : ((await said.json()) as T) };
}
