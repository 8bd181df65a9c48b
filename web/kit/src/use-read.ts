import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Path, ReadError } from './read.js';
import { createRefresher } from './refresher.js';

export interface Reading<T> {
  /** The latest answer; that of the address before while this one's is on its way. */
  answer: T | undefined;
  /** Names the version that the answer is, where the server says: a change of it must say so. */
  etag: string | undefined;
  /** Why the latest attempt failed. */
  error: ReadError | undefined;
  /** Whether `answer` is not yet that of this address. */
  isStale: boolean;
  /** Asks again, soon. */
  refresh: () => void;
}

const NOT_THERE_FOR_GOOD = new Set([400, 401, 403, 404]);

/**
 * Reads what lies at an address, and again when it changes or {@link Reading.refresh} asks for it.
 * @param path `null`: nothing is read
 * @param everyMs the shortest time between two readings
 */
export function useRead<T>(path: Path<T> | null, everyMs = 1_000): Reading<T> {
  const [{ of, answer, etag, error }, setState] = useState<{
    of: string | null;
    answer?: T | undefined;
    etag?: string | undefined;
    error?: ReadError | undefined;
  }>({ of: null });
  const asked = useRef<() => void>(() => {});

  useEffect(() => {
    if (path === null) return;
    const left = new AbortController();
    const refresher = createRefresher(async () => {
      try {
        const said = await ask(path, { signal: left.signal });
        const found = (await said.json()) as T;
        const tag = said.headers.get('etag') ?? undefined;
        if (!left.signal.aborted) setState({ of: path, answer: found, etag: tag });
      } catch (thrown) {
        if (left.signal.aborted) return;
        const failure = thrown instanceof ReadError ? thrown : new ReadError(0, String(thrown));
        setState((was) => ({ ...(was.of === path && was), of: path, error: failure }));
        if (!NOT_THERE_FOR_GOOD.has(failure.status)) throw failure;
      }
    }, everyMs);
    asked.current = refresher.ask;
    refresher.ask();
    return () => {
      left.abort();
      refresher.end();
    };
  }, [path, everyMs]);

  const refresh = useCallback(() => asked.current(), []);
  return { answer, etag, error, isStale: of !== path, refresh };
}
