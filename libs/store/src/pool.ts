import pg from 'pg';

export type Pool = pg.Pool;
export type Connection = pg.Client;

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/database` */
  url: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** A statement that takes longer is cancelled by the server. */
  statementTimeoutMs?: number;
}

const INT8 = 20;

/** Ids are BigInt in code: the driver's default would hand out strings. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** A dead link is noticed within about ten seconds, from both ends. */
const LINK =
  '-c TimeZone=UTC -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000';

const clientConfig = (
  { url, applicationName, statementTimeoutMs = 8_000 }: DatabaseOptions,
  more = '',
): pg.ClientConfig => ({
  connectionString: url,
  application_name: applicationName,
  options: `${LINK} ${more}`,
  statement_timeout: statementTimeoutMs,
  // Of a server that says nothing at all: with the default within ten seconds.
  query_timeout: statementTimeoutMs + 1_500,
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
  types,
});

/** A pool for reads; a broken idle connection is replaced. Connects at the first query. */
export function openPool(options: DatabaseOptions & { max?: number }): Pool {
  const pool = new pg.Pool({ ...clientConfig(options), max: options.max ?? 10 });
  pool.on('error', () => {});
  // The pool listens while they are idle only: one that breaks between two statements fails the next of them, not the process.
  pool.on('connect', (client) => void client.on('error', () => {}));
  return pool;
}

/** Runs `work` in a transaction of a pool: committed when it resolves, rolled back when it throws. */
export async function transactionOf<T>(
  pool: Pool,
  work: (connection: Pick<Connection, 'query'>) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((broken: Error) => {
      failure = broken;
    });
    throw error;
  } finally {
    client.release(failure);
  }
}

/** A connection for a long look at one moment. One that breaks fails the statement under way, or the next. */
export function readerConnection(options: DatabaseOptions): Connection {
  const connection = new pg.Client(clientConfig(options));
  connection.on('error', () => {});
  return connection;
}

/**
 * A connection for the one writer of a community. The server ends it when it is silent for fifteen seconds, so that a
 * stopped owner does not keep its lock: whoever holds it must send something every few seconds.
 */
export const ownerConnection = (options: DatabaseOptions): Connection =>
  new pg.Client(
    clientConfig(options, '-c idle_session_timeout=15000 -c idle_in_transaction_session_timeout=15000'),
  );
