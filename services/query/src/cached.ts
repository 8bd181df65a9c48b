/**
 * Keeps what `load` brought for `ms` milliseconds. Callers who come while it loads share the one load, so that a crowd
 * costs no more than one reader. A failure is not kept.
 */
export function cached<T>(
  ms: number,
  load: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let value: Promise<T> | undefined;
  let freshUntil = 0;
  return () => {
    if (value && now() < freshUntil) return value;
    const loading = load();
    value = loading;
    freshUntil = Number.POSITIVE_INFINITY;
    loading.then(
      () => {
        freshUntil = now() + ms;
      },
      () => {
        value = undefined;
      },
    );
    return loading;
  };
}
