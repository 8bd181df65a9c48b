import type { Connection } from '../pool.js';
import { type AnnouncementRow, COLUMNS } from './announcement-rows.js';

/** One Discord message under way, and what it tells. */
export interface DeliveryRow<T = unknown> {
  readonly id: string;
  readonly channelId: bigint;
  /** The first attempt since somebody looked whether the message is there. */
  readonly triedAt: Date;
  readonly announcements: readonly AnnouncementRow<T>[];
}

/** How many messages a channel was sent since a time, those under way among them. */
export async function deliveriesSince(
  connection: Connection,
  community: string,
  channelId: bigint,
  since: Date,
): Promise<number> {
  const { rows } = await connection.query<{ n: number }>({
    name: 'deliveries since',
    text: `select count(*)::int as n from deliveries where community = $1 and channel_id = $2 and begun_at > $3`,
    values: [community, channelId, since],
  });
  return rows[0]?.n ?? 0;
}

/** Begins the delivery of announcements as one message: from here on it is sent under this id or not at all. */
export async function beginDelivery(
  connection: Connection,
  community: string,
  { id, channelId, ids, at }: { id: string; channelId: bigint; ids: readonly string[]; at: Date },
): Promise<void> {
  await connection.query(
    `insert into deliveries (id, community, channel_id, begun_at, tried_at) values ($1, $2, $3, $4, $4)`,
    [id, community, channelId, at],
  );
  await connection.query(
    `update announcements set delivery_id = $1 where id = any($2) and settled is null and delivery_id is null`,
    [id, ids],
  );
}

/** Deliveries of a channel whose outcome is not known, the oldest first. */
export async function openDeliveries<T>(
  connection: Connection,
  community: string,
  channelId: bigint,
): Promise<DeliveryRow<T>[]> {
  const { rows } = await connection.query<Omit<DeliveryRow<T>, 'announcements'>>({
    name: 'open deliveries',
    text: `
      select id, channel_id as "channelId", tried_at as "triedAt" from deliveries
      where community = $1 and channel_id = $2 and settled_at is null order by begun_at, id`,
    values: [community, channelId],
  });
  return Promise.all(
    rows.map(async (row) => ({ ...row, announcements: await announcementsOf<T>(connection, row.id) })),
  );
}

async function announcementsOf<T>(connection: Connection, id: string): Promise<AnnouncementRow<T>[]> {
  const { rows } = await connection.query<AnnouncementRow<T>>({
    name: 'announcements of a delivery',
    text: `select ${COLUMNS} from announcements where delivery_id = $1 and settled is null order by owed_at, id`,
    values: [id],
  });
  return rows;
}

/** Somebody looked and the message is not there: attempts count from now again. */
export async function retryDelivery(connection: Connection, id: string, at: Date): Promise<void> {
  await connection.query('update deliveries set tried_at = $2 where id = $1', [id, at]);
}

/**
 * Settles a delivery and what it tells, and forgets what that says and of whom.
 * @param messageId `null` when it was not sent
 */
export async function settleDelivery(
  connection: Connection,
  { id, messageId, settled, at }: { id: string; messageId: bigint | null; settled: string; at: Date },
): Promise<void> {
  await connection.query('update deliveries set message_id = $2, settled_at = $3 where id = $1', [
    id,
    messageId,
    at,
  ]);
  await connection.query(
    `update announcements set settled = $2, settled_at = $3, told = null, member_id = null
     where delivery_id = $1 and settled is null`,
    [id, settled, at],
  );
}

/** Channels in which the outcome of a delivery is not known. */
export async function channelsUnsettled(connection: Connection, community: string): Promise<bigint[]> {
  const { rows } = await connection.query<{ channel_id: bigint }>({
    name: 'channels unsettled',
    text: 'select distinct channel_id from deliveries where community = $1 and settled_at is null order by 1',
    values: [community],
  });
  return rows.map(({ channel_id }) => channel_id);
}
