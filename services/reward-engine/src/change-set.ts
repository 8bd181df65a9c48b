/** What was loaded, as it is now, and which of it changed. */
export interface ChangeSet<K, V> {
  readonly all: ReadonlyMap<K, V>;
  set(key: K, value: V): void;
  /** Forgets a value here; whoever saves the changes has to delete it. */
  delete(key: K): void;
  changed(): [K, V][];
}

export function createChangeSet<K, V>(loaded: ReadonlyMap<K, V>): ChangeSet<K, V> {
  const all = new Map(loaded);
  const keys = new Set<K>();
  return {
    all,
    set(key, value) {
      all.set(key, value);
      keys.add(key);
    },
    delete(key) {
      all.delete(key);
      keys.delete(key);
    },
    changed: () => [...keys].map((key) => [key, all.get(key) as V]),
  };
}
