import type { FactJson } from '@synapse/contracts';
import { isoTime } from './times.js';

export interface Gap {
  shard: number;
  /** The session that begins after the gap. */
  session: string;
  guilds: readonly string[];
  /** Milliseconds since the Unix epoch: the last thing seen before, if any, and the new session's beginning. */
  from: number | null;
  to: number;
}

/** One `gateway_gap` fact for each guild that could not be watched from `from` to `to`. */
export function gatewayGap({ shard, session, guilds, from, to }: Gap): FactJson<'gateway_gap'>[] {
  const time = isoTime(to);
  return guilds.map((guild_id) => ({
    id: `gateway_gap:${session}:${guild_id}`,
    type: 'gateway_gap',
    guild_id,
    user_id: null,
    channel_id: null,
    target_id: null,
    at: time,
    received_at: time,
    payload: { shard, from: from === null ? null : isoTime(from), to: time },
  }));
}
