import type { Connection } from '../pool.js';

const ROWS_AT_ONCE = 20_000;
const ID_BYTES = 8;
const FIGURE_BYTES = 4;

/** The figures of a row that is being handed over: valid until the next one. */
export type FiguresAt = (index: number) => number;

/**
 * Hands over the rows of a query, in its order: an id, and figures (0 for NULL). A million are never in memory together.
 * The server packs rows into a few values: as rows of columns they cost the driver ten times as much. Inside a
 * transaction.
 * @param figures how many columns of the query follow the id; they fit into 32 bits
 */
export async function inParts(
  connection: Connection,
  { sql, figures }: { sql: string; figures: number },
  onRow: (id: bigint, figure: FiguresAt) => void,
): Promise<void> {
  // The plan is for reading everything, not for a quick first row.
  await connection.query('set local cursor_tuple_fraction = 1');
  // Packed, a million rows are some 30 MB: on disk they would take longer than everything else.
  await connection.query("set local work_mem = '64MB'");
  await connection.query(`declare parts no scroll cursor for ${packed(sql, figures)}`);
  // The server goes on while the last part is read here.
  const fetch = () => connection.query({ text: 'fetch from parts', rowMode: 'array' });
  for (let next = fetch(); ; ) {
    const [row] = (await next).rows as unknown as [Buffer][];
    if (!row) break;
    next = fetch();
    readPart(row[0], figures, onRow);
  }
  await connection.query('close parts');
}

function packed(sql: string, figures: number): string {
  const names = Array.from({ length: figures }, (_, index) => `figure_${index}`);
  const bytes = ['int8send(id)', ...names.map((name) => `int4send(coalesce(${name}, 0))`)].join(' || ');
  return `
    select string_agg(bytes, '') from (
      select row_number() over () / ${ROWS_AT_ONCE} as part, ${bytes} as bytes
      from (${sql}) as found (${['id', ...names].join(', ')})
    ) as rows group by part order by part`;
}

function readPart(part: Buffer, figures: number, onRow: (id: bigint, figure: FiguresAt) => void): void {
  const bytes = ID_BYTES + figures * FIGURE_BYTES;
  // A Buffer reads 64 bits by computing with BigInts, a view at once.
  const view = new DataView(part.buffer, part.byteOffset, part.length);
  let at = 0;
  const figure = (index: number) => view.getInt32(at + ID_BYTES + index * FIGURE_BYTES);
  for (; at < part.length; at += bytes) onRow(view.getBigInt64(at), figure);
}
