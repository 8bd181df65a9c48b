import type { Connection } from '../pool.js';

/** Something that is to be told on Discord. */
export interface AnnouncementRow<T = unknown> {
  /** Names the event: the same is owed once. At most 25 characters, as Discord's nonces. */
  readonly id: string;
  readonly guildId: bigint | null;
  readonly channelId: bigint;
  readonly memberId: bigint | null;
  /** What is said, as JSON. */
  readonly told: T;
  /** The W3C trace context in which it was noted. */
  readonly traceparent: string | null;
}

/** Notes what is owed, in this order; what was owed before stays as it is. */
export async function oweAnnouncements(
  connection: Connection,
  community: string,
  owed: readonly AnnouncementRow[],
  at: Date,
): Promise<void> {
  if (owed.length === 0) return;
  await connection.query({
    name: 'owe announcements',
    text: `
      insert into announcements (id, community, guild_id, channel_id, member_id, told, traceparent, owed_at)
      select id, $1, guild_id, channel_id, member_id, told, traceparent,
        $8::timestamptz + place * interval '1 microsecond'
      from unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::jsonb[], $7::text[])
        with ordinality as owed (id, guild_id, channel_id, member_id, told, traceparent, place)
      on conflict (id) do nothing`,
    values: [
      community,
      owed.map(({ id }) => id),
      owed.map(({ guildId }) => guildId),
      owed.map(({ channelId }) => channelId),
      owed.map(({ memberId }) => memberId),
      owed.map(({ told }) => JSON.stringify(told)),
      owed.map(({ traceparent }) => traceparent),
      at,
    ],
  });
}

/** Channels in which something waits to be told. */
export async function channelsOwed(connection: Connection, community: string): Promise<bigint[]> {
  const { rows } = await connection.query<{ channel_id: bigint }>({
    name: 'channels owed',
    text: `select distinct channel_id from announcements where community = $1 and settled is null order by 1`,
    values: [community],
  });
  return rows.map(({ channel_id }) => channel_id);
}

/** What waits in a channel and belongs to no delivery yet, the oldest first. */
export async function waitingAnnouncements<T>(
  connection: Connection,
  community: string,
  channelId: bigint,
  limit: number,
): Promise<AnnouncementRow<T>[]> {
  const { rows } = await connection.query<AnnouncementRow<T>>({
    name: 'waiting announcements',
    text: `
      select ${COLUMNS} from announcements
      where community = $1 and channel_id = $2 and settled is null and delivery_id is null
      order by owed_at, id limit $3`,
    values: [community, channelId, limit],
  });
  return rows;
}

/** Settles announcements that are not sent, and forgets what they say and of whom. */
export async function dropAnnouncements(
  connection: Connection,
  ids: readonly string[],
  why: string,
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    `update announcements set settled = $2, settled_at = $3, told = null, member_id = null
     where id = any($1) and settled is null`,
    [ids, why, at],
  );
}

/** Nothing that a member is owed is told any more, and no list of the first (`told.first`, each with an `id`) names them. */
export async function eraseAnnouncements(connection: Connection, memberId: bigint): Promise<void> {
  await connection.query('delete from announcements where member_id = $1', [memberId]);
  await connection.query(
    `update announcements set told = jsonb_set(told, '{first}', coalesce(
       (select jsonb_agg(place) from jsonb_array_elements(told -> 'first') as place where place ->> 'id' <> $1), '[]'))
     where settled is null and told -> 'first' @> jsonb_build_array(jsonb_build_object('id', $1::text))`,
    [String(memberId)],
  );
}

/** Forgets what was settled before a time. */
export async function forgetSettled(connection: Connection, community: string, before: Date): Promise<void> {
  for (const table of ['announcements', 'deliveries'])
    await connection.query(`delete from ${table} where community = $1 and settled_at < $2`, [
      community,
      before,
    ]);
}

export const COLUMNS = `id, guild_id as "guildId", channel_id as "channelId", member_id as "memberId", told, traceparent`;
