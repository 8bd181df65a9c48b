import { LRUCache } from 'lru-cache';
import type { EventOf, Handler, Received } from './options.js';
import type { RewardKind } from './reward-kinds.js';

/** Ids of events that were handled. Where they lie decides how much "once" is worth. */
export interface Seen {
  has(id: string): boolean | Promise<boolean>;
  add(id: string): unknown;
}

/**
 * Leaves out events that were handled before, by their ids. With {@link seenRecently} that holds within one process. For
 * effects in a database, let the transaction of the effect insert the event's id under a unique key instead: then it holds
 * across any crash.
 */
export const once =
  <K extends RewardKind>(seen: Seen, handler: Handler<K>): Handler<K> =>
  async (event: EventOf<K>, received: Received) => {
    if (await seen.has(event.id)) return;
    await handler(event, received);
    await seen.add(event.id);
  };

/** The last ids, in memory. */
export function seenRecently(most = 100_000): Seen {
  const ids = new LRUCache<string, true>({ max: most });
  return { has: (id) => ids.has(id), add: (id) => ids.set(id, true) };
}
