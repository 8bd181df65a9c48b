import type { RewardFrame } from '@synapse/contracts';
import { feedFrame } from './feed-frame.js';
import type { RewardFeed } from './reward-feed.js';
import type { RewardSource } from './reward-source.js';

/** Frames before the newest with which a fresh feed begins, so that the first visitor does not find it empty. */
const BACKLOG_FRAMES = 200;

/**
 * Reads reward frames into the feed until `signal` aborts, from where it stands. The feed opens as soon as it has the
 * newest frame; `onOpen` is called then.
 */
export async function followRewards(
  source: RewardSource,
  feed: RewardFeed,
  {
    signal,
    onOpen,
    onFrame,
  }: { signal: AbortSignal; onOpen: () => void; onFrame: (frame: RewardFrame) => void },
): Promise<void> {
  signal.throwIfAborted();
  const last = await source.last();
  const head = feed.head();
  // A stream that is shorter than what was read from it was made anew.
  if (head === null || head > last) feed.reset(Math.max(0, last - BACKLOG_FRAMES));

  const openWhenCurrent = () => {
    if (feed.isOpen() || (feed.head() ?? 0) < last) return;
    feed.open();
    onOpen();
  };
  openWhenCurrent();
  for await (const { sequence, frame } of source.read((feed.head() ?? 0) + 1, signal)) {
    onFrame(frame);
    feed.push(feedFrame(sequence, frame));
    openWhenCurrent();
  }
}
