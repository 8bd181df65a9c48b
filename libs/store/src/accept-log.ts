import type { LogSource } from '@synapse/contracts';
import { own } from './own.js';
import type { DatabaseOptions } from './pool.js';
import type { PositionTable } from './position.js';

export interface AcceptLog {
  database: DatabaseOptions;
  service: string;
  community: string;
  log: LogSource;
  positions: PositionTable<string>;
  signal: AbortSignal;
}

/**
 * Puts the position of a stopped service before the first entry of the log as it is now. What the service had not seen
 * and the log lacks stays missing; entries it had seen already are read again, and their ids keep them from counting
 * twice. Waits for the service to give up its lock.
 * @returns the sequence of the entry that will be read next
 */
export async function acceptLog(accepted: AcceptLog): Promise<number> {
  const { database, service, community, log, positions, signal } = accepted;
  const owner = await own({ ...database, service, community, signal });
  try {
    const { created, first } = await log.state();
    await owner.alone((connection) =>
      connection.query(
        `insert into ${positions.table} (community, stream_created, sequence) values ($1, $2, $3)
         on conflict (community) do update set stream_created = excluded.stream_created, sequence = excluded.sequence, logged_at = null`,
        [community, created, first - 1],
      ),
    );
    return first;
  } finally {
    await owner.release();
  }
}
