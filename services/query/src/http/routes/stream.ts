import { type Static, Type } from '@sinclair/typebox';
import { RewardEvent, type RewardKind, Snowflake } from '@synapse/contracts';
import { type App, COMMON_PROBLEMS, HttpProblem } from '@synapse/http';
import type { Wants } from '../../live/feed-frame.js';
import type { LiveRewards } from '../../live/live-rewards.js';
import { createStreamOpener, MAX_REPLAY_FRAMES } from '../../live/open-stream.js';
import type { QueryMetrics } from '../../metrics.js';
import { LIMITED } from '../rate-limit.js';
import { TOO_OFTEN } from '../read-routes.js';
import { createStreamPlaces } from '../stream-places.js';

export const STREAM_PATH = '/v1/stream';

export interface StreamRouteOptions {
  live: LiveRewards;
  metrics: QueryMetrics;
  /** Streams that may be open at the same time. */
  maxStreams: number;
  /** Those of one key or address. */
  maxStreamsEach: number;
}

const description = `Server-sent events, one for each reward event that anybody may see: \`id\` is its place among all,
\`event\` its kind, and \`data\` a RewardEvent. Send the last \`id\` back as \`Last-Event-ID\` to go on behind it, at most
${MAX_REPLAY_FRAMES} frames back: what is further back, or is gone, is left out, and nothing else is. An id that was never given
starts with what is new. A comment comes every 15 seconds. Clients that do not read are cut off. Services that may miss nothing subscribe to the stream itself instead.`;

const KINDS = RewardEvent.anyOf
  .map(({ properties }) => properties.kind.const)
  .filter((kind) => kind !== 'command_settled');

const Filter = Type.Object({
  recent: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'Begin with so many of the latest events.' }),
  ),
  guild: Type.Optional(Type.String({ ...Snowflake, description: 'Only events of this guild.' })),
  member: Type.Optional(Type.String({ ...Snowflake, description: 'Only events about this member.' })),
  kind: Type.Optional(
    Type.Array(Type.Unsafe<RewardKind>({ type: 'string', enum: KINDS }), {
      maxItems: KINDS.length,
      description: 'Only events of these kinds; repeat it for several.',
    }),
  ),
});

const schema = {
  operationId: 'streamRewards',
  summary: 'Reward events as they happen.',
  description,
  tags: ['live'],
  headers: Type.Object({
    'last-event-id': Type.Optional(Type.String({ description: 'Id of the last event received.' })),
  }),
  querystring: Filter,
  response: {
    200: {
      description: 'Events until the client leaves.',
      content: { 'text/event-stream': { schema: Type.String() } },
    },
    ...COMMON_PROBLEMS,
    ...TOO_OFTEN,
  },
};

/** `GET /v1/stream` */
export function streamRoute(
  app: App,
  { live, metrics, maxStreams, maxStreamsEach }: StreamRouteOptions,
): void {
  const openStream = createStreamOpener(live, metrics);
  const places = createStreamPlaces(maxStreams, maxStreamsEach);
  app.get(
    STREAM_PATH,
    { ...LIMITED, sse: 'manual', exposeHeadRoute: false, schema },
    async ({ headers, query, apiKey, ip }, reply) => {
      if (!live.feed.isOpen()) {
        throw new HttpProblem(503, 'Live events are away right now. Try again in some seconds.');
      }
      const leave = places.take(apiKey ? `key ${apiKey.id}` : ip);
      metrics.streamOpened();
      reply.sse.onClose(() => {
        leave();
        metrics.streamClosed();
      });
      openStream(reply, {
        lastEventId: headers['last-event-id'],
        recent: query.recent ?? 0,
        wants: filterOf(query),
      });
      return reply;
    },
  );
}

function filterOf({ guild, member, kind }: Static<typeof Filter>): Wants | undefined {
  if (guild === undefined && member === undefined && kind === undefined) return undefined;
  return (event) =>
    (guild === undefined || event.guild === guild) &&
    (member === undefined || event.member === member) &&
    (kind === undefined || kind.includes(event.kind));
}
