import type { EventId } from './event-id.js';
import { eventsAfter, feedFrame, WHOLE_FRAME } from './feed-frame.js';
import type { RewardFeed } from './reward-feed.js';
import type { RewardSource } from './reward-source.js';
import type { StreamClient } from './stream-client.js';

interface Replay {
  source: RewardSource;
  feed: RewardFeed;
  client: StreamClient;
  signal: AbortSignal;
}

/** Reads for one client what the feed no longer remembers; returns a place that the feed covers. */
export async function replay(after: EventId, { source, feed, client, signal }: Replay): Promise<EventId> {
  let place = after;
  // While a reading ends, the feed may have moved on: then a few frames are missing once more.
  while (!feed.covers(place) && !signal.aborted) {
    place = await readUntilCovered(place, { source, feed, client, signal });
  }
  return place;
}

async function readUntilCovered(after: EventId, { source, feed, client, signal }: Replay): Promise<EventId> {
  let place = after;
  const from = after.index === WHOLE_FRAME ? after.frame + 1 : after.frame;
  await feed.erasures.learn(from, source, signal);
  for await (const frame of source.read(from, signal)) {
    // The stream no longer has what is missing: all that is left is what the feed remembers.
    if (frame.frame > feed.gone()) return { frame: feed.gone(), index: WHOLE_FRAME };
    const rendered = feed.erasures.clean(feedFrame(frame));
    client.send(eventsAfter(rendered, frame.frame === after.frame ? after.index : -1, client.wants));
    await client.drained();
    place = { frame: frame.frame, index: WHOLE_FRAME };
    if (feed.covers(place)) break;
  }
  return place;
}
