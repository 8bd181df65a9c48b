import type { Connection } from './pool.js';

/**
 * Runs a statement, inside a transaction, for as long as it takes: removing what somebody did in years takes longer than a
 * statement usually may.
 */
export async function unhurried(connection: Connection, text: string, values: unknown[]) {
  await connection.query('set local statement_timeout = 0');
  // The driver has a time limit of its own.
  const patient = { text, values, query_timeout: 2 ** 31 - 1 };
  return connection.query(patient);
}
