/** What was asked for last, by key; `null` is known not to exist. */
export interface Recent<K, V> {
  /** `undefined` when nothing is known. */
  get(key: K): V | null | undefined;
  set(key: K, value: V | null): void;
  clear(): void;
}

/**
 * Remembers at least the last `size` keys and at most twice as many: two maps, of which the older is dropped when the newer
 * is full.
 */
export function createRecent<K, V>(size: number): Recent<K, V> {
  let newer = new Map<K, V | null>();
  let older = new Map<K, V | null>();
  const set = (key: K, value: V | null) => {
    if (newer.size >= size && !newer.has(key)) {
      older = newer;
      newer = new Map();
    }
    newer.set(key, value);
  };
  return {
    set,
    get(key) {
      const found = newer.get(key);
      if (found !== undefined) return found;
      const before = older.get(key);
      if (before !== undefined) set(key, before);
      return before;
    },
    clear() {
      newer = new Map();
      older = new Map();
    },
  };
}
