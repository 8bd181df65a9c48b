import { ask, type Path, ReadError } from '@synapse/web-kit';
import { useCallback, useEffect, useState } from 'preact/hooks';

export interface OpenDocument<T> {
  document: T | undefined;
  /** Names the version that was read: a change of it must say so. */
  etag: string | undefined;
  error: ReadError | undefined;
  /** Reads it again. */
  reopen: () => void;
}

/** Reads a document that is to be changed. It does not change under the reader's hands. */
export function useDocument<T>(path: Path<T> | null): OpenDocument<T> {
  const [read, setRead] = useState<Omit<OpenDocument<T>, 'reopen'>>(NONE);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const left = new AbortController();
    const open = async () => {
      const said = await ask(path, { signal: left.signal });
      const document = (await said.json()) as T;
      if (!left.signal.aborted)
        setRead({ document, etag: said.headers.get('etag') ?? undefined, error: undefined });
    };
    open().catch((thrown: unknown) => {
      if (left.signal.aborted) return;
      const error = thrown instanceof ReadError ? thrown : new ReadError(0, String(thrown));
      setRead({ ...NONE, error });
    });
    return () => left.abort();
  }, [path, times]);
  const reopen = useCallback(() => setTimes((was) => was + 1), []);
  return { ...read, reopen };
}

const NONE = { document: undefined, etag: undefined, error: undefined };
