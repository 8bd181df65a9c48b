import type { Connection, DatabaseOptions } from '../pool.js';
import { readerConnection } from '../pool.js';

/** Everything that `work` reads is of one moment; nothing can be written. */
export async function inSnapshot<T>(
  database: DatabaseOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = readerConnection(database);
  await connection.connect();
  try {
    await connection.query('begin isolation level repeatable read read only');
    return await work(connection);
  } finally {
    await connection.end();
  }
}
