import type { Connection } from '../pool.js';

const ROWS_AT_ONCE = 20_000;

/**
 * Hands the rows of a query over in parts, each row as the values of its columns: a million are never in memory together.
 * Inside a transaction.
 */
export async function inParts(
  connection: Connection,
  sql: string,
  onRows: (rows: unknown[][]) => void,
): Promise<void> {
  // The plan is for reading everything, not for a quick first row.
  await connection.query('set local cursor_tuple_fraction = 1');
  await connection.query(`declare parts no scroll cursor for ${sql}`);
  for (;;) {
    const { rows } = await connection.query({ text: `fetch ${ROWS_AT_ONCE} from parts`, rowMode: 'array' });
    onRows(rows);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await connection.query('close parts');
}
