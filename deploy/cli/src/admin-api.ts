import { randomUUID } from 'node:crypto';
import { OperatorError } from '@synapse/runtime';

export type AdminApi = ReturnType<typeof createAdminApi>;

/** The admin API, as whoever made the key. @throws OperatorError when address or key is missing */
export function createAdminApi(env: NodeJS.ProcessEnv) {
  const { ADMIN_URL: url = 'http://127.0.0.1:8081', SYNAPSE_API_KEY: key } = env;
  if (!key) {
    throw new OperatorError(
      'SYNAPSE_API_KEY is not set.',
      'Make a key on the front page of the admin API, and set ADMIN_URL if it is elsewhere.',
    );
  }

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(new URL(`/v1/admin/${path}`, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      throw new OperatorError(
        `The admin API at ${url} does not answer (${error.message}).`,
        'Check ADMIN_URL, and that admin runs.',
      );
    });
    const text = await answer.text();
    const document = text ? (JSON.parse(text) as unknown) : null;
    if (answer.ok) return document as T;
    const { title = answer.statusText, detail } = (document ?? {}) as { title?: string; detail?: string };
    throw new OperatorError(`The admin API refused: ${title}.`, detail ?? `It answered ${answer.status}.`);
  }

  return {
    read: <T>(path: string): Promise<T> => ask<T>('GET', path),
    change: <T>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<T> =>
      ask<T>(method, path, body),
  };
}
