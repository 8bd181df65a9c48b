import { address, ReadError } from '@synapse/web-kit';
import { useRef, useState } from 'preact/hooks';
import { useApiChange } from './api.js';
import { type Sent, send } from './send.js';
import { useSession } from './session.js';

const ASK_AGAIN_MS = 1_500;
const ASK_TIMES = 40;

export interface Wish {
  /** Of the path's variables. */
  params?: Readonly<Record<string, string>>;
  /** Of the question. */
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  file?: File | undefined;
  etag?: string | undefined;
  /** Why, for the audit trail. */
  reason?: string | undefined;
}

export type Sending = 'idle' | 'sending' | 'waiting';

/**
 * Asks for a change of a name. The same wish has one effect, however often it is made while nobody answers; what the engine
 * has not settled yet is waited for.
 */
export function useChange<T = unknown>(name: string) {
  const { method, path } = useApiChange(name);
  const { session } = useSession();
  const [state, setState] = useState<Sending>('idle');
  const [problem, setProblem] = useState<ReadError>();
  const attempt = useRef({ wish: '', key: '' });

  /** @returns what there is then; `undefined` when it was refused, which `problem` tells */
  async function change(wished: Wish = {}): Promise<T | undefined> {
    const { params = {}, query = {}, body, file, etag, reason } = wished;
    const target = address(`/v1/admin${filled(path, params)}`, query);
    const wish = JSON.stringify([
      target,
      body,
      file && [file.name, file.size, file.lastModified],
      etag,
      reason,
    ]);
    if (attempt.current.wish !== wish) attempt.current = { wish, key: crypto.randomUUID() };
    const { key } = attempt.current;
    setState('sending');
    setProblem(undefined);
    const ask = () => send<T>(method, target, session, { body, file, etag, key, reason });
    try {
      const { body: answer } = await settled(ask, () => setState('waiting'));
      attempt.current = { wish: '', key: '' };
      return answer ?? ({} as T);
    } catch (thrown) {
      const failure = thrown instanceof ReadError ? thrown : new ReadError(0, String(thrown));
      if (failure.status !== 0 && failure.status < 500) attempt.current = { wish: '', key: '' };
      setProblem(failure);
      return undefined;
    } finally {
      setState('idle');
    }
  }

  return { change, state, problem, forget: () => setProblem(undefined) };
}

const filled = (path: string, params: Readonly<Record<string, string>>) =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

async function settled<T>(ask: () => Promise<Sent<T>>, onWaiting: () => void): Promise<Sent<T>> {
  for (let times = 0; times < ASK_TIMES; times += 1) {
    const sent = await ask();
    if (sent.status !== 202) return sent;
    onWaiting();
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  throw new ReadError(0, 'The engine is away. It is noted, and done as soon as the engine is back.');
}
