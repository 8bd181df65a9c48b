import type { Owner } from '../own.js';
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

const withSavepoints = (owner: Owner, connection: Connection): Owner => ({
  ...owner,
  alone: (work) => work(connection),
  async transaction(work) {
    await connection.query('savepoint work');
    try {
      const result = await work(connection);
      await connection.query('release work');
      return result;
    } catch (error) {
      await connection.query('rollback to work');
      throw error;
    }
  },
});
