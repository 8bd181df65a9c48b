import { LRUCache } from 'lru-cache';

/** A member's picture as a `data:` URI; `null` when they have none, or it does not come in time. */
export type LoadAvatar = (id: string, hash: string | null) => Promise<string | null>;

const WITHIN_MS = 700;
const LARGEST_BYTES = 300_000;
const KEPT = 500;

/** Loads pictures from Discord's content network. A picture never changes: its hash would be another. */
export function createLoadAvatar(cdnUrl: string): LoadAvatar {
  const known = new LRUCache<string, string>({ max: KEPT });
  return async (id, hash) => {
    if (!hash || !/^\w{1,100}$/.test(hash)) return null;
    const url = `${cdnUrl}/avatars/${id}/${hash}.png?size=256`;
    const kept = known.get(url);
    if (kept) return kept;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) });
      if (!response.ok) return null;
      const bytes = Buffer.from(await response.arrayBuffer());
      if (bytes.length > LARGEST_BYTES) return null;
      const picture = `data:image/png;base64,${bytes.toString('base64')}`;
      known.set(url, picture);
      return picture;
    } catch {
      return null;
    }
  };
}
