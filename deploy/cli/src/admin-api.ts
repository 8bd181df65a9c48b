import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '@synapse/runtime';

/** How soon a change that the engine has not answered is looked at again. */
const ASK_AGAIN_MS = 1_000;

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

  async function send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Blob,
  ): Promise<Response> {
    const init = { method, headers: { authorization: `Bearer ${key}`, ...headers }, ...(body && { body }) };
    return fetch(new URL(`/v1/admin/${path}`, url), init).catch((error: Error) => {
      throw new OperatorError(
        `The admin API at ${url} does not answer (${error.message}).`,
        'Check ADMIN_URL, and that admin runs.',
      );
    });
  }

  /** Asks again under the same key until the engine has answered: it has one effect. */
  async function change<T>(method: string, path: string, file?: Blob): Promise<T> {
    const headers = {
      'idempotency-key': randomUUID(),
      ...(file && { 'content-type': 'application/octet-stream' }),
    };
    for (;;) {
      const answer = await send(method, path, headers, file);
      if (answer.status !== 202) return documentOf<T>(answer);
      await answer.body?.cancel();
      await sleep(ASK_AGAIN_MS);
    }
  }

  return {
    read: async <T>(path: string): Promise<T> => documentOf<T>(await send('GET', path, {})),
    change: <T>(method: 'POST' | 'DELETE', path: string): Promise<T> => change<T>(method, path),
    /** Sends a file as it is. */
    upload: <T>(path: string, file: Blob): Promise<T> => change<T>('POST', path, file),
  };
}

async function documentOf<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  const document = jsonOf(text);
  if (answer.ok && document !== undefined) return document as T;
  const { title = answer.statusText, detail } = (document ?? {}) as { title?: string; detail?: string };
  throw new OperatorError(`The admin API refused: ${title}.`, detail ?? `It answered ${answer.status}.`);
}

/** `undefined` is no JSON: something else answers there. */
function jsonOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}
