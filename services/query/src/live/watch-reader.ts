import { sleep } from '@synapse/runtime';
import type { RewardFeed } from './reward-feed.js';
import type { RewardSource } from './reward-source.js';

/**
 * Looks now and then whether the feed follows the stream; returns when `signal` aborts.
 * @throws Error when the feed stood still while the stream held something else: the stream was made anew under the
 * reader, which waits for a sequence that is far away
 */
export async function watchReader(
  source: RewardSource,
  feed: RewardFeed,
  { signal, everyMs }: { signal: AbortSignal; everyMs: number },
): Promise<void> {
  let stoodAt: number | null = null;
  while (!signal.aborted) {
    await sleep(everyMs, signal).catch(() => {});
    if (signal.aborted) return;
    const last = await source.last();
    const head = feed.head();
    if (last !== head && head === stoodAt) {
      throw new Error(`The reader of reward frames stands at ${head}, but the stream is at ${last}.`);
    }
    stoodAt = last === head ? null : head;
  }
}
