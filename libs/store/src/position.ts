import type { LogState } from '@synapse/contracts';
import { PositionMovedError } from './database-error.js';
import type { Connection } from './pool.js';

/** How far a service is in a community's log, and what moves with it: the next ids it will assign, and the like. */
export interface Position<Next extends string = string> {
  readonly streamCreated: string;
  /** Sequence of the last entry whose effects are committed. */
  readonly sequence: number;
  /** When the broker stored that entry, in milliseconds since the Unix epoch; `null` before the first. */
  readonly loggedAt: number | null;
  readonly ruleSetVersion: number;
  readonly next: Readonly<Record<Next, bigint>>;
}

/** Where a service keeps its position. */
export interface PositionTable<Next extends string> {
  readonly table: string;
  /** Columns, all BIGINT, that move with the position. */
  readonly next: readonly Next[];
}

export const LAKE_POSITIONS: PositionTable<'next_lake_id' | 'closed_season'> = {
  table: 'lake_positions',
  next: ['next_lake_id', 'closed_season'],
};
export const ADMIN_POSITIONS: PositionTable<never> = { table: 'admin_positions', next: [] };
export const ENGINE_POSITIONS: PositionTable<'next_journal_id' | 'next_frame'> = {
  table: 'engine_positions',
  next: ['next_journal_id', 'next_frame'],
};

/** The log does not fit the position: something was lost, or this is another log. Only a person can decide. */
export class LogMismatchError extends Error {
  override name = 'LogMismatchError';
  readonly hint: string;
  constructor(message: string, service: string) {
    super(message);
    this.hint = `If that is known and accepted, stop the service and run \`node services/${service}/dist/accept-log-main.js\` with its environment: it goes on with the first entry of this log as it is, and what the log lacks stays missing.`;
  }
}

/** The position of a community; a service that never was there starts before the first entry of the log. */
export async function readPosition<Next extends string>(
  connection: Connection,
  positions: PositionTable<Next>,
  community: string,
  log: LogState,
): Promise<Position<Next>> {
  const { table } = positions;
  await connection.query(
    `insert into ${table} (community, stream_created) values ($1, $2) on conflict (community) do nothing`,
    [community, log.created],
  );
  return (await findPosition(connection, positions, community)) as Position<Next>;
}

/** The position of a community, without making one; `null` for a service that never was there. */
export async function findPosition<Next extends string>(
  connection: Pick<Connection, 'query'>,
  { table, next }: PositionTable<Next>,
  community: string,
): Promise<Position<Next> | null> {
  const { rows } = await connection.query(`select * from ${table} where community = $1`, [community]);
  return rows.length > 0 ? toPosition(rows[0], next) : null;
}

/** @throws LogMismatchError when the log is another one, is shorter than the position, or lacks entries after it */
export function checkPosition(position: Position, log: LogState, service: string): void {
  const refuse = (message: string): never => {
    throw new LogMismatchError(`${service} cannot go on with this log: ${message}`, service);
  };
  if (position.streamCreated !== log.created) {
    refuse(
      `its position belongs to the stream made at ${position.streamCreated}, this one was made at ${log.created}.`,
    );
  }
  if (log.last < position.sequence) {
    refuse(`its position is entry ${position.sequence}, the log ends at ${log.last}.`);
  }
  if (log.first > position.sequence + 1) {
    refuse(`the entries ${position.sequence + 1} to ${log.first - 1} are gone, and it has not seen them.`);
  }
}

/** PostgreSQL's `division_by_zero`. */
const NOTHING_MOVED = '22012';

/**
 * Moves the position, if it is where the owner believes. The database itself compares, so that a commit which was sent
 * behind it is refused as well.
 * @throws PositionMovedError when somebody else moved it: everything in memory is then stale
 */
export function movePosition<Next extends string>(
  connection: Connection,
  { table, next }: PositionTable<Next>,
  community: string,
  from: Position<Next>,
  to: Position<Next>,
): Promise<unknown> {
  const columns = next.map((column, index) => `, ${column} = $${index + 7}`).join('');
  const text = `
    with moved as (
      update ${table} set sequence = $2, rule_set_version = $3, logged_at = $6${columns}
      where community = $1 and stream_created = $4 and sequence = $5 returning 1
    ) select 1 / count(*) from moved`;
  const { sequence, ruleSetVersion, loggedAt } = to;
  const time = loggedAt === null ? null : new Date(loggedAt).toISOString();
  const values = [community, sequence, ruleSetVersion, from.streamCreated, from.sequence, time];
  return connection
    .query({ name: `move ${table}`, text, values: [...values, ...next.map((column) => to.next[column])] })
    .catch((error) => {
      if (error.code !== NOTHING_MOVED) throw error;
      throw new PositionMovedError(
        `The position of ${community} in ${table} is not entry ${from.sequence}: another owner was here.`,
      );
    });
}

function toPosition<Next extends string>(
  row: Record<string, unknown>,
  next: readonly Next[],
): Position<Next> {
  return {
    streamCreated: row.stream_created as string,
    sequence: Number(row.sequence),
    loggedAt: (row.logged_at as Date | null)?.getTime() ?? null,
    ruleSetVersion: row.rule_set_version as number,
    next: Object.fromEntries(next.map((column) => [column, row[column]])) as Record<Next, bigint>,
  };
}
