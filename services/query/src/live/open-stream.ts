import type { FastifyReply } from 'fastify';
import { createGate } from '../gate.js';
import type { QueryMetrics } from '../metrics.js';
import { type EventId, parseEventId } from './event-id.js';
import { type Wants, WHOLE_FRAME } from './feed-frame.js';
import type { LiveRewards } from './live-rewards.js';
import { replay } from './replay.js';
import type { RewardFeed } from './reward-feed.js';
import { createStreamClient, type StreamClient } from './stream-client.js';

/** How far back a client may resume, in frames. */
export const MAX_REPLAY_FRAMES = 5_000;
/** Clients that may read the past from the stream of reward frames at the same time. */
const MAX_REPLAYS = 8;
const RECONNECT_AFTER_MS = 2_000;

export interface StreamWish {
  /** The id of the last event that the client saw. */
  lastEventId: string | undefined;
  /** How many of the latest events it wants otherwise. */
  recent: number;
  wants: Wants | undefined;
}

/** Where a client begins: behind the last event it saw, else with the latest events. */
export function startingPlace(feed: RewardFeed, { lastEventId, recent, wants }: StreamWish): EventId {
  const head = feed.head() ?? 0;
  const last = parseEventId(lastEventId ?? '');
  if (!last || last.frame > head) return feed.latest(recent, wants);
  const oldest = head - MAX_REPLAY_FRAMES;
  return last.frame < oldest ? { frame: oldest, index: WHOLE_FRAME } : last;
}

/** Turns replies into streams: first what the client missed, then all that comes. */
export function createStreamOpener(
  live: LiveRewards,
  metrics: QueryMetrics,
): (reply: FastifyReply, wish: StreamWish) => void {
  const gate = createGate(MAX_REPLAYS);
  return (reply, wish) => {
    const after = startingPlace(live.feed, wish);
    const client = start(reply, wish.wants, metrics);
    bringUp(client, after, { live, reply, gate }).catch((error: unknown) => {
      reply.log.warn({ err: error }, 'a stream ended: the past could not be read');
      client.end();
    });
  };
}

function start(reply: FastifyReply, wants: Wants | undefined, metrics: QueryMetrics): StreamClient {
  reply.hijack();
  reply.sse.keepAlive();
  // A stream takes its connection with it when it ends: kept open for another request, it would hold up a stop.
  reply.header('connection', 'close');
  reply.sse.sendHeaders(200);
  const client = createStreamClient(reply.raw, { wants, onDropped: metrics.streamDropped });
  client.send(Buffer.from(`retry: ${RECONNECT_AFTER_MS}\n\n`));
  return client;
}

interface Opening {
  live: LiveRewards;
  reply: FastifyReply;
  gate: ReturnType<typeof createGate>;
}

async function bringUp(client: StreamClient, after: EventId, opening: Opening): Promise<void> {
  const { feed } = opening.live;
  const place = feed.covers(after) ? after : await catchUp(client, after, opening);
  if (!opening.reply.sse.isConnected) return;
  if (!feed.isOpen() || !feed.covers(place)) return client.end();
  opening.reply.sse.onClose(feed.join(client, place));
}

function catchUp(client: StreamClient, after: EventId, { live, reply, gate }: Opening): Promise<EventId> {
  const left = new AbortController();
  reply.sse.onClose(() => left.abort());
  return gate(async () => {
    const session = live.session();
    if (!session || left.signal.aborted) return after;
    const signal = AbortSignal.any([session.signal, left.signal]);
    return replay(after, { source: session.source, feed: live.feed, client, signal });
  });
}
