import { Type } from '@sinclair/typebox';
import { type App, COMMON_PROBLEMS, HttpProblem } from '@synapse/http';
import type { LiveRewards } from '../../live/live-rewards.js';
import { createStreamOpener, MAX_REPLAY_FRAMES, startingPlace } from '../../live/open-stream.js';
import type { QueryMetrics } from '../../metrics.js';
import { TOO_MANY } from '../schemas.js';

export const STREAM_PATH = '/v1/stream';

export interface StreamRouteOptions {
  live: LiveRewards;
  metrics: QueryMetrics;
  /** Streams that may be open at the same time. */
  maxStreams: number;
}

const description = `Server-sent events, one for each reward event: \`id\` is its place in the stream, \`event\` its kind,
and \`data\` a RewardEvent. Send the last \`id\` back as \`Last-Event-ID\` to go on behind it, at most
${MAX_REPLAY_FRAMES} frames back; an id that was never given starts with what is new. A comment comes every 15 seconds.
Clients that do not read are cut off. Services that may miss nothing subscribe to the stream itself instead.`;

const schema = {
  operationId: 'streamRewards',
  summary: 'Reward events as they happen.',
  description,
  tags: ['live'],
  headers: Type.Object({
    'last-event-id': Type.Optional(Type.String({ description: 'Id of the last event received.' })),
  }),
  querystring: Type.Object({
    recent: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100, description: 'Begin with so many of the latest events.' }),
    ),
  }),
  response: {
    200: {
      description: 'Events until the client leaves.',
      content: { 'text/event-stream': { schema: Type.String() } },
    },
    ...COMMON_PROBLEMS,
    ...TOO_MANY,
  },
};

/** `GET /v1/stream` */
export function streamRoute(app: App, { live, metrics, maxStreams }: StreamRouteOptions): void {
  const openStream = createStreamOpener(live, metrics);
  let open = 0;
  app.get(
    STREAM_PATH,
    { sse: 'manual', exposeHeadRoute: false, schema },
    async ({ headers, query }, reply) => {
      if (!live.feed.isOpen()) {
        throw new HttpProblem(503, 'Live events are away right now. Try again in some seconds.');
      }
      if (open >= maxStreams) throw new HttpProblem(429, 'Too many streams are open. Try again later.');
      open += 1;
      metrics.streamOpened();
      reply.sse.onClose(() => {
        open -= 1;
        metrics.streamClosed();
      });
      openStream(reply, startingPlace(live.feed, headers['last-event-id'], query.recent ?? 0));
      return reply;
    },
  );
}
