import { createErasures } from './erasures.js';
import type { EventId } from './event-id.js';
import { eventsAfter, type FeedEvent, type FeedFrame, type Wants, WHOLE_FRAME } from './feed-frame.js';

/** One open stream, as the feed sees it. */
export interface FeedClient {
  /** What it is to be sent; everything when it is left out. */
  wants?: Wants | undefined;
  send(bytes: Buffer): void;
  end(): void;
}

export type RewardFeed = ReturnType<typeof createRewardFeed>;

/**
 * Hands what one reader of the stream brings to every open stream, and remembers the latest events, so that a client
 * which was away for a moment costs no reading.
 * @param maxEvents how many events it remembers, in whole frames
 */
export function createRewardFeed(maxEvents = 500) {
  const clients = new Set<FeedClient>();
  let frames: FeedFrame[] = [];
  let events = 0;
  let gone = 0;
  let head: number | null = null;
  let isOpen = false;
  const erasures = createErasures();

  function forgetOldest(): void {
    while (events > maxEvents && frames.length > 1) {
      const oldest = frames.shift() as FeedFrame;
      events -= oldest.events.length;
      gone = oldest.frame;
    }
  }

  /** Whether everything after this place is remembered. */
  const covers = ({ frame, index }: EventId): boolean =>
    frame > gone || (frame === gone && index === WHOLE_FRAME);

  return {
    covers,
    erasures,
    isOpen: (): boolean => isOpen,
    /** Number of the last frame taken; `null` before the first reading. */
    head: (): number | null => head,
    /** Number of the youngest frame that is no longer remembered. */
    gone: (): number => gone,
    clients: (): number => clients.size,

    /** Starts over behind this frame, for a stream that is new to the feed. */
    reset(after: number): void {
      frames = [];
      events = 0;
      gone = after;
      head = after;
      erasures.reset(after + 1);
    },

    open(): void {
      isOpen = true;
    },

    /** Ends every stream: nothing can reach them now, and their clients can see that only if they are let go. */
    close(): void {
      isOpen = false;
      for (const client of clients) client.end();
      clients.clear();
    },

    push(frame: FeedFrame): void {
      head = frame.frame;
      if (frame.events.length === 0) return;
      if (frame.erasures.length > 0) {
        erasures.note(frame);
        frames = frames.map(erasures.clean);
      }
      frames.push(frame);
      events += frame.events.length;
      forgetOldest();
      for (const client of clients) client.send(eventsAfter(frame, -1, client.wants));
    },

    /** Sends what is remembered after a place that the feed {@link covers}, then all that comes, until `leave` is called. */
    join(client: FeedClient, after: EventId): () => void {
      for (const frame of frames) {
        if (frame.frame < after.frame) continue;
        const index = frame.frame === after.frame ? after.index : -1;
        client.send(eventsAfter(frame, index, client.wants));
      }
      clients.add(client);
      return () => void clients.delete(client);
    },

    /** The place behind which the latest `count` wanted events stand; at most those remembered. */
    latest(count: number, wants: Wants = () => true): EventId {
      let missing = count;
      for (const { frame, events: of } of [...frames].reverse()) {
        for (let index = of.length - 1; index >= 0; index--) {
          if (missing === 0) return { frame, index };
          if (wants(of[index] as FeedEvent)) missing -= 1;
        }
      }
      return { frame: gone, index: WHOLE_FRAME };
    },
  };
}
