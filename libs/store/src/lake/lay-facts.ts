import type { Connection } from '../pool.js';

/** A row of the event lake; its id was assigned in log order. */
export interface LakeRow {
  id: bigint;
  guildId: bigint;
  userId: bigint;
  eventType: string;
  channelId: bigint | null;
  targetId: bigint | null;
  payload: object;
  sourceId: string;
  /** Milliseconds since the Unix epoch. */
  at: number;
}

/** One JSON parameter costs the driver less than nine arrays of text. */
const INSERT = `
  insert into event_lake (id, guild_id, user_id, event_type, channel_id, target_id, payload, source_id, timestamp)
  select id, guild_id, user_id, event_type, channel_id, target_id, payload, source_id, timestamp
  from json_to_recordset($1::json) as fact(
    id bigint, guild_id bigint, user_id bigint, event_type text, channel_id bigint, target_id bigint,
    payload jsonb, source_id text, timestamp timestamptz)
  order by id
  on conflict (source_id) where source_id is not null do nothing
  returning id`;

/** Lays rows in the lake; a source id that lies there already is passed over. @returns ids of the rows really inserted */
export async function layFacts(connection: Connection, rows: readonly LakeRow[]): Promise<Set<bigint>> {
  if (rows.length === 0) return new Set();
  const result = await connection.query({
    name: 'lay facts',
    text: INSERT,
    values: [JSON.stringify(rows.map(toJson))],
  });
  return new Set(result.rows.map(({ id }: { id: bigint }) => id));
}

const toJson = ({ id, guildId, userId, eventType, channelId, targetId, payload, sourceId, at }: LakeRow) => ({
  id: String(id),
  guild_id: String(guildId),
  user_id: String(userId),
  event_type: eventType,
  channel_id: channelId === null ? null : String(channelId),
  target_id: targetId === null ? null : String(targetId),
  payload,
  source_id: sourceId,
  timestamp: new Date(at).toISOString(),
});
