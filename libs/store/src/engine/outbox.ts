import type { Connection } from '../pool.js';

/** A reward frame that is committed and may not be published yet. */
export interface OutboxRow {
  frame: number;
  body: Uint8Array;
  traceparent: string | null;
}

/** Lays a frame in the outbox, inside the transaction that its events came from. */
export function layOutgoing(connection: Connection, community: string, row: OutboxRow): Promise<unknown> {
  return connection.query({
    name: 'lay outgoing',
    text: 'insert into reward_outbox (community, frame, body, traceparent) values ($1, $2, $3, $4)',
    values: [community, row.frame, bytesOf(row.body), row.traceparent],
  });
}

/** Without a copy. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Every frame of a community that is still in the outbox, in order. */
export async function loadOutgoing(connection: Connection, community: string): Promise<OutboxRow[]> {
  const { rows } = await connection.query(
    'select frame, body, traceparent from reward_outbox where community = $1 order by frame',
    [community],
  );
  return rows.map(({ frame, body, traceparent }) => ({ frame: Number(frame), body, traceparent }));
}

/**
 * Takes published frames out of the outbox, up to and with `frame`. Needs no wait for the disk: a frame that a crash brings
 * back is recognised as published.
 */
export function dropOutgoing(connection: Connection, community: string, frame: number): Promise<unknown> {
  const name = connection.escapeLiteral(community);
  return connection.query(
    `begin; set local synchronous_commit = off;
     delete from reward_outbox where community = ${name} and frame <= ${BigInt(frame)}; commit`,
  );
}
