import type { Socket } from 'node:net';
import { OwnershipLostError } from './database-error.js';
import { type Connection, type DatabaseOptions, ownerConnection } from './pool.js';

/**
 * Takes note of a statement that was sent and whose answer nothing waits for: it travels with those after it, and fails the
 * transaction when it fails.
 */
export type Queue = (statement: Promise<unknown>) => void;

/** The one writer of a community's tables, for as long as its connection lives. */
export interface Owner {
  /**
   * Lets `send` put statements on the connection, all of them before it returns. What comes next need not wait for their
   * answers: it is answered after them.
   */
  send<T>(send: (connection: Connection) => Promise<T>): Promise<T>;
  /** Runs `work` alone on the connection. */
  alone<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (connection: Connection, queue: Queue) => Promise<T>): Promise<T>;
  /** Aborts when the connection, and with it the lock, is gone. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface OwnOptions extends DatabaseOptions {
  service: string;
  community: string;
  signal: AbortSignal;
}

/** Must be well below the time after which the server ends a silent connection. */
const SIGN_OF_LIFE_MS = 4_000;
/** With it a server that falls silent is noticed within ten seconds also where nothing else is asked. */
const ANSWERED_WITHIN_MS = 5_000;

/**
 * Waits until nobody else owns the community's tables of this service, then owns them: a session advisory lock, freed by
 * the server when the connection ends, whatever ended it.
 * @throws when `signal` aborts while waiting, or the database is away
 */
export async function own({ service, community, signal, ...database }: OwnOptions): Promise<Owner> {
  const connection = ownerConnection(database);
  const lost = new AbortController();
  const onEnd = (error?: Error) =>
    lost.abort(
      new OwnershipLostError(
        `The connection that owns ${community} is gone${error ? `: ${error.message}` : '.'}`,
      ),
    );
  connection.on('error', onEnd);
  connection.on('end', () => onEnd());
  await connection.connect();
  await lockOrEnd(connection, `synapse:${service}:${community}`, signal);
  return asOwner(connection, lost);
}

async function lockOrEnd(connection: Connection, name: string, signal: AbortSignal): Promise<void> {
  const giveUp = () => void connection.end();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    signal.throwIfAborted();
    await connection.query('set statement_timeout = 0');
    // A standby waits here for as long as the owner lives: the driver's own time limit may not end it.
    const wait = {
      text: 'select pg_advisory_lock(hashtextextended($1, 0))',
      values: [name],
      query_timeout: 2 ** 31 - 1,
    };
    await connection.query(wait);
    await connection.query('reset statement_timeout');
  } catch (error) {
    await connection.end().catch(() => {});
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Lets statements be sent that do not wait for the answers of those before them; what is sent in one turn is one packet. */
export function pipelined(connection: Connection): void {
  Object.assign(connection, { pipeline: true });
  sendTogether(connection);
}

/**
 * Holds statements back until the code that asks for them waits for something, and then sends them in one system call: where
 * each is a packet of its own, small batches spend most of their time on those.
 */
function sendTogether(connection: Connection): void {
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection;
  const query = connection.query.bind(connection);
  let isHeld = false;
  const send = () => {
    isHeld = false;
    stream.uncork();
  };
  Object.assign(connection, {
    query(...statement: Parameters<typeof query>) {
      if (!isHeld) {
        isHeld = true;
        stream.cork();
        process.nextTick(send);
      }
      return query(...statement);
    },
  });
}

function asOwner(connection: Connection, lost: AbortController): Owner {
  // Statements that do not wait for each other's answers then cost one round trip together. Not before the lock is held:
  // a pipelined connection cannot be ended while a statement waits.
  pipelined(connection);
  let last: Promise<unknown> = Promise.resolve();
  const alone: Owner['alone'] = (work) => {
    const turn = last.then(() => {
      lost.signal.throwIfAborted();
      return work(connection);
    });
    last = turn.catch(() => {});
    return turn;
  };
  let underWay = 0;
  const signOfLife = setInterval(() => {
    // What was sent before is answered first, however long it takes, and has a time limit of its own.
    if (underWay > 0) return;
    // Without an answer in time the driver ends the connection.
    const ask = { text: 'select 1', query_timeout: ANSWERED_WITHIN_MS };
    alone((c) => c.query(ask)).catch(() => {});
  }, SIGN_OF_LIFE_MS);
  return {
    send(work) {
      const turn = last.then(() => {
        lost.signal.throwIfAborted();
        const answered = work(connection);
        const end = () => {
          underWay -= 1;
        };
        underWay += 1;
        answered.then(end, end);
        return { answered };
      });
      last = turn.catch(() => {});
      return turn.then(({ answered }) => answered);
    },
    alone,
    transaction: (work) => alone((c) => inTransaction(c, work)),
    lost: lost.signal,
    async release() {
      clearInterval(signOfLife);
      await last;
      await connection.end().catch(() => {});
    },
  };
}

const WHOLE = { begin: 'begin', commit: 'commit', rollback: 'rollback' };

/** Statements whose answers are awaited together. */
export function createQueue() {
  const queued: Promise<unknown>[] = [];
  const queue: Queue = (statement) => {
    // Awaited with the others; until then a failure must not end the process.
    statement.catch(() => {});
    queued.push(statement);
  };
  return {
    queue,
    async answers(): Promise<void> {
      await Promise.all(queued);
    },
    cause: (error: unknown) => firstCause(queued, error),
  };
}

/**
 * Runs `work` between `begin` and `commit`, which do not wait for their answers alone.
 * @param words what begins it, what commits it, and what takes it back
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (connection: Connection, queue: Queue) => Promise<T>,
  { begin, commit, rollback }: typeof WHOLE = WHOLE,
): Promise<T> {
  const { queue, answers, cause } = createQueue();
  try {
    queue(connection.query(begin));
    const result = await work(connection, queue);
    // If a statement before it fails, this commits nothing.
    queue(connection.query(commit));
    await answers();
    return result;
  } catch (error) {
    await connection.query(rollback).catch(() => {});
    throw await cause(error);
  }
}

/** PostgreSQL says this of every statement after the one that failed. */
const TRANSACTION_ABORTED = '25P02';

async function firstCause(queued: readonly Promise<unknown>[], error: unknown): Promise<unknown> {
  const settled = await Promise.allSettled(queued);
  const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  return [...failures, error].find(({ code }) => code !== TRANSACTION_ABORTED) ?? error;
}
