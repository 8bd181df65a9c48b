/** What was asked for last, by key; `null` is known not to exist. */
export interface Recent<K, V> {
  /** `undefined` when nothing is known. */
  get(key: K): V | null | undefined;
  set(key: K, value: V | null): void;
  /** Begins a batch: nothing of it is forgotten before the next but one begins, however much it is. */
  turn(): void;
  clear(): void;
}

/**
 * Remembers at least the last `size` keys, and all of this batch and the one before, which may not be committed yet: nobody
 * else knows what it changed. Two maps, of which the older is dropped at a turn when the newer is full.
 */
export function createRecent<K, V>(size: number): Recent<K, V> {
  let newer = new Map<K, V | null>();
  let older = new Map<K, V | null>();
  return {
    set: (key, value) => void newer.set(key, value),
    get(key) {
      const found = newer.get(key);
      if (found !== undefined) return found;
      const before = older.get(key);
      if (before !== undefined) newer.set(key, before);
      return before;
    },
    turn() {
      if (newer.size < size) return;
      older = newer;
      newer = new Map();
    },
    clear() {
      newer = new Map();
      older = new Map();
    },
  };
}
