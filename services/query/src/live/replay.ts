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
  const from = after.index === WHOLE_FRAME ? after.sequence + 1 : after.sequence;
  await feed.erasures.learn(from, source, signal);
  for await (const { sequence, frame } of source.read(from, signal)) {
    // What is missing was purged from the stream: all that is left is what the feed remembers.
    if (sequence > feed.gone()) return { sequence: feed.gone(), index: WHOLE_FRAME };
    const rendered = feed.erasures.clean(feedFrame(sequence, frame));
    client.send(eventsAfter(rendered, sequence === after.sequence ? after.index : -1, client.wants));
    await client.drained();
    place = { sequence, index: WHOLE_FRAME };
    if (feed.covers(place)) break;
  }
  return place;
}
