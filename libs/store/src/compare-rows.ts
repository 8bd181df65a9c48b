import type { Connection } from './pool.js';

/** Two sets of rows that should be the same. */
export interface Compared {
  /** What a report calls them: the table. */
  readonly table: string;
  /** The rows as they are: a table, or a query in brackets. */
  readonly live: string;
  /** The rows as they should be. */
  readonly anew: string;
  readonly key: readonly string[];
  /** What is compared beside the key. */
  readonly columns: readonly string[];
}

/** How a table differs from what it should hold, in rows. */
export interface Difference {
  readonly table: string;
  /** How many rows there should be. */
  readonly rows: number;
  readonly differing: number;
  readonly missing: number;
  readonly superfluous: number;
  /** A few of them in words: keys and figures, no texts. */
  readonly examples: readonly string[];
}

/** Of each kind. */
const EXAMPLES = 3;

const list = (alias: string, columns: readonly string[]) =>
  columns.map((column) => `${alias}.${column}`).join(', ');

/** Tells the same row of both sides, called `t` and `s`. */
export const sameKey = ({ key }: Pick<Compared, 'key'>) =>
  key.map((column) => `t.${column} = s.${column}`).join(' and ');

/** Tells that both sides have a row, and not the same one. */
export const isOther = ({ columns }: Pick<Compared, 'columns'>) =>
  columns.length === 0 ? 'false' : `(${list('t', columns)}) is distinct from (${list('s', columns)})`;

/** Of two values only what is no text is told: names and reasons are nobody's business here. */
const TOLD = `
  select string_agg(key || case
      when jsonb_typeof(has.value) in ('string', 'object', 'array') or jsonb_typeof(must.value) in ('string', 'object', 'array')
      then ' differs' else ' is ' || has.value::text || ', not ' || must.value::text end, '; ' order by key)
  from jsonb_each(to_jsonb(live)) as has join jsonb_each(to_jsonb(anew)) as must using (key)
  where has.value is distinct from must.value and key = any($1)`;

const differences = (compared: Compared) => {
  const [first] = compared.key;
  const name = compared.key.map((column) => `'${column} ' || coalesce(t.${column}, s.${column})`).join(', ');
  return `
    with found as (
      select case when t.${first} is null then 'missing' when s.${first} is null then 'superfluous' else 'differing' end as fault,
        concat_ws(' ', ${name}) as name, t as live, s as anew
      from ${compared.live} t full join ${compared.anew} s on ${sameKey(compared)}
      where t.${first} is null or s.${first} is null or ${isOther(compared)}
    ), placed as (
      select *, count(*) over (partition by fault)::int as rows, row_number() over (partition by fault order by name) as place
      from found
    )
    select fault, name, rows, case when fault = 'differing' then (${TOLD}) end as told
    from placed where place <= ${EXAMPLES} order by fault, place`;
};

/** Compares rows with what they should be. */
export async function compareRows(connection: Connection, compared: Compared): Promise<Difference> {
  const { rows: found } = await connection.query(differences(compared), [compared.columns]);
  const { rows } = await connection.query(`select count(*)::int as rows from ${compared.anew} s`);
  const count = (fault: string): number => found.find((one) => one.fault === fault)?.rows ?? 0;
  return {
    table: compared.table,
    rows: rows[0].rows,
    differing: count('differing'),
    missing: count('missing'),
    superfluous: count('superfluous'),
    examples: found.map(({ fault, name, told }) => `${compared.table} ${name}: ${told ?? fault}`),
  };
}

/** Whether anything differs. */
export const isDifferent = ({ differing, missing, superfluous }: Difference): boolean =>
  differing + missing + superfluous > 0;
