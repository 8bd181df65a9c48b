import type { Stack } from './stack.js';

/** Rows a second that PostgreSQL takes, and nothing else is done. */
export interface BareInserts {
  lakeRows: number;
  journalRows: number;
  /** Both at once on two connections, counted in lake rows. */
  both: number;
}

const BATCH = 1_000;

const LAKE = {
  table: 'event_lake',
  columns: {
    id: 'bigint',
    guild_id: 'bigint',
    user_id: 'bigint',
    event_type: 'text',
    channel_id: 'bigint',
    target_id: 'bigint',
    payload: 'jsonb',
    source_id: 'text',
    timestamp: 'timestamptz',
  },
};

const JOURNAL = {
  table: 'activity_log',
  columns: {
    id: 'bigint',
    user_id: 'bigint',
    event_type: 'text',
    category_id: 'int',
    source_system: 'text',
    source_event_id: 'text',
    xp_delta: 'int',
    star_delta: 'int',
    metadata: 'jsonb',
    timestamp: 'timestamptz',
  },
};

type Target = typeof LAKE | typeof JOURNAL;

interface Prepared {
  target: Target;
  rows: number;
  /** One parameter a column, already in PostgreSQL's own notation. */
  batches: string[][];
}

/**
 * Empties the lake and the journal and inserts the rows that lay there last into the same tables again: `INSERT … SELECT
 * FROM unnest`, a thousand rows a transaction. The rows are encoded before the clock starts. No service may be running.
 */
export async function measureBareInserts(
  stack: Stack,
  facts: number,
  rounds: number,
): Promise<BareInserts[]> {
  const lake = await prepare(stack, LAKE, facts);
  const journal = await prepare(stack, JOURNAL, facts);
  const measured: BareInserts[] = [];
  for (let round = 0; round < rounds; round++) {
    await empty(stack);
    const lakeMs = await insert(stack, lake);
    const journalMs = await insert(stack, journal);
    await empty(stack);
    const start = performance.now();
    await Promise.all([insert(stack, lake), insert(stack, journal)]);
    const bothMs = performance.now() - start;
    measured.push({
      lakeRows: (lake.rows / lakeMs) * 1_000,
      journalRows: (journal.rows / journalMs) * 1_000,
      both: (lake.rows / bothMs) * 1_000,
    });
  }
  return measured;
}

const empty = ({ pool }: Stack) => pool.query('truncate event_lake, activity_log');

async function prepare({ pool }: Stack, target: Target, most: number): Promise<Prepared> {
  const names = Object.keys(target.columns);
  const { rows } = await pool.query({
    text: `select ${names.map((name) => `${name}::text`)} from (select * from ${target.table} order by id desc limit $1) as last order by id`,
    values: [most],
    rowMode: 'array',
  });
  const batches: string[][] = [];
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH) as (string | null)[][];
    batches.push(names.map((_, column) => arrayLiteral(batch.map((row) => row[column] ?? null))));
  }
  return { target, rows: rows.length, batches };
}

/** PostgreSQL's notation of an array of texts. */
const arrayLiteral = (values: readonly (string | null)[]) =>
  `{${values.map((value) => (value === null ? 'NULL' : `"${value.replaceAll(/["\\]/g, '\\$&')}"`)).join(',')}}`;

/** @returns the milliseconds it took */
async function insert({ pool }: Stack, { target, rows, batches }: Prepared): Promise<number> {
  const { table, columns } = target;
  const names = Object.keys(columns);
  const unnested = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`);
  const text = `insert into ${table} (${names}) select * from unnest(${unnested})`;
  const connection = await pool.connect();
  try {
    const start = performance.now();
    for (const values of batches) await connection.query({ name: `insert ${table}`, text, values });
    const took = performance.now() - start;
    const { rows: found } = await connection.query(`select count(*)::int as count from ${table}`);
    if (found[0].count !== rows) throw new Error(`${table} holds ${found[0].count} rows instead of ${rows}.`);
    return took;
  } finally {
    connection.release();
  }
}
