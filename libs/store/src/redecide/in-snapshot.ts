import { inTransaction, type Owner } from '../own.js';
import type { Connection } from '../pool.js';

/**
 * Runs `work` on one snapshot of the database, whose own changes it sees, and takes these back. The transactions of the
 * owner that it is given are savepoints.
 */
export async function inSnapshot<T>(
  owner: Owner,
  work: (connection: Connection, owner: Owner) => Promise<T>,
): Promise<T> {
  return owner.alone(async (connection) => {
    await connection.query('begin isolation level repeatable read');
    try {
      // What it reads of the log may keep it waiting.
      await connection.query('set local idle_in_transaction_session_timeout = 0');
      return await work(connection, withSavepoints(owner, connection));
    } finally {
      await connection.query('rollback').catch(() => {});
    }
  });
}

const SAVEPOINT = { begin: 'savepoint work', commit: 'release work', rollback: 'rollback to work' };

const withSavepoints = (owner: Owner, connection: Connection): Owner => ({
  ...owner,
  alone: (work) => work(connection),
  transaction: (work) => inTransaction(connection, work, SAVEPOINT),
});
