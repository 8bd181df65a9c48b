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
  // A stream without what was read from it was emptied, restored to an earlier moment, or is another one.
  if (head === null || head > last) feed.reset(Math.max(0, last - BACKLOG_FRAMES));

  const openWhenCurrent = () => {
    if (feed.isOpen() || (feed.head() ?? 0) < last) return;
    feed.open();
    onOpen();
  };
  openWhenCurrent();
  const first = (feed.head() ?? 0) + 1;
  let next = first;
  for await (const frame of source.read(first, signal)) {
    // What is missing at the beginning is gone. Later it was passed over: under a stream made anew, reading goes on by sequence.
    if (next > first && (frame.lost_from ?? frame.frame) > next) {
      throw new Error(`The reader of reward frames passed over ${next} to ${frame.frame - 1}.`);
    }
    next = frame.frame + 1;
    onFrame(frame);
    feed.push(feedFrame(frame));
    openWhenCurrent();
  }
}
