import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Captured } from './capture/capture.js';
import { gatewayGap } from './capture/gateway-gap.js';
import { forgetVoice } from './capture/guild.js';
import type { Arrival } from './discord/in-sequence.js';
import { shardOfGuild } from './discord/shard-of-guild.js';
import type { Picture } from './picture/picture.js';
import type { SessionRecord } from './spool/spool-content.js';

const Ready = Type.Object({
  session_id: Type.String({ pattern: '^[\\x21-\\x7e]{1,40}$' }),
  resume_gateway_url: Type.String(),
  shard: Type.Optional(Type.Tuple([Type.Integer(), Type.Integer()])),
  guilds: Type.Array(Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,18}$' }) })),
});

/**
 * READY: a new session, not a resumed one. What happened since the session before is lost, unless there was none; who is
 * in voice is unknown until each GUILD_CREATE.
 * @throws Error when the dispatch is not as Discord documents it: without a session nothing can be captured
 */
export function beginSession(
  { shard, dispatch, receivedAt }: Arrival,
  sessions: ReadonlyMap<number, SessionRecord>,
  picture: Picture,
): Captured & { record: SessionRecord } {
  const ready = checkedReady(dispatch.d);
  const shard_count = ready.shard?.[1] ?? 1;
  const before = previousSession(shard, shard_count, sessions);
  const gap = {
    shard,
    session: ready.session_id,
    guilds: ready.guilds.map(({ id }) => id),
    from: before?.at ?? null,
    to: receivedAt,
  };
  const own = [...picture.guilds.values()].filter(({ id }) => shardOfGuild(id, shard_count) === shard);
  return {
    facts: before ? gatewayGap(gap) : [],
    changes: own.flatMap(forgetVoice),
    record: {
      session_id: ready.session_id,
      resume_url: ready.resume_gateway_url,
      shard_count,
      sequence: dispatch.s,
      at: receivedAt,
    },
  };
}

function checkedReady(data: unknown): Static<typeof Ready> {
  if (Value.Check(Ready, data)) return data;
  throw new Error(
    `Discord's READY is malformed at ${Value.Errors(Ready, data).First()?.path ?? 'its root'}.`,
  );
}

/** The shard's own last session; after a change of the shard count the oldest of the others, for guilds changed places. */
function previousSession(shard: number, count: number, sessions: ReadonlyMap<number, SessionRecord>) {
  const own = sessions.get(shard);
  if (own) return own;
  const others = [...sessions.values()].filter((session) => session.shard_count !== count);
  return others.sort((left, right) => left.at - right.at)[0];
}
