import type { PictureChange } from './picture.js';

/**
 * The changes that turn `before` into `after`, both by id: what is equal is left alone, what is missing is removed.
 * @param key names the place of an id in the picture
 */
export function difference<V>(
  before: ReadonlyMap<string, V> | undefined,
  after: ReadonlyMap<string, V>,
  key: (id: string) => string,
): PictureChange[] {
  const gone = [...(before?.keys() ?? [])].filter((id) => !after.has(id));
  const changed = [...after].filter(([id, value]) => !same(before?.get(id), value));
  return [
    ...gone.map((id) => ({ key: key(id), value: null })),
    ...changed.map(([id, value]) => ({ key: key(id), value })),
  ];
}

/** Both sides are built by the same code, field by field in one order, so their JSON is comparable. */
const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
