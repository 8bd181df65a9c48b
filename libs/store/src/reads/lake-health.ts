import type { Pool } from '../pool.js';

/** How the lake fares. */
export interface LakeHealth {
  /** As the planner estimates them: a count would read every row. */
  rows: number;
  /** Of table, indexes and partitions. */
  bytes: { lake: number; counters: number };
  oldest: string | null;
  newest: string | null;
  /** Rows of the last 24 hours by type, each counted up to {@link MOST_COUNTED}. */
  last_day: Record<string, number>;
  /** Entries of the log that each has passed. */
  positions: { lake_writer: number | null; reward_engine: number | null };
  dead_letters: { lake_writer: number; reward_engine: number };
}

/** Beyond it a day's rows are not counted: it would take longer than anybody waits. */
export const MOST_COUNTED = 1_000_000;

const SIZE = (table: string) => `
  (select coalesce(sum(pg_total_relation_size(relid)), 0) from (
     select relid from pg_partition_tree('${table}') union select '${table}'::regclass
   ) parts)`;

const ROWS = `
  (select coalesce(sum(greatest(reltuples, 0)), 0) from pg_class where relkind = 'r' and oid in (
     select relid from pg_partition_tree('event_lake') union select 'event_lake'::regclass
   ))`;

/** The first and the last of a type are found by its index; of all types together there is none. */
const SPAN = `
  select min(first) as oldest, max(last) as newest from unnest($1::text[]) as type,
    lateral (select timestamp as first from event_lake where event_type = type order by timestamp limit 1) f,
    lateral (select timestamp as last from event_lake where event_type = type order by timestamp desc limit 1) l`;

const LAST_DAY = `
  select type, n::int from unnest($1::text[]) as type, lateral (
    select count(*) as n from (
      select 1 from event_lake where event_type = type and timestamp > now() - interval '1 day' limit ${MOST_COUNTED}
    ) recent
  ) counted`;

const FIGURES = `
  select ${ROWS}::float8 as rows, ${SIZE('event_lake')}::float8 as lake, ${SIZE('event_counters')}::float8 as counters,
    (select sequence::float8 from lake_positions where community = $1) as lake_at,
    (select sequence::float8 from engine_positions where community = $1) as engine_at,
    (select count(*)::int from lake_dead_letters where community = $1) as lake_dead,
    (select count(*)::int from engine_dead_letters where community = $1) as engine_dead`;

/** Reads how the lake fares without reading the lake. */
export async function readLakeHealth(
  db: Pick<Pool, 'query'>,
  community: string,
  types: readonly string[],
): Promise<LakeHealth> {
  const [figures, span, days] = await Promise.all([
    db.query<Record<'rows' | 'lake' | 'counters' | 'lake_dead' | 'engine_dead', number> & Positions>(
      FIGURES,
      [community],
    ),
    db.query<{ oldest: Date | null; newest: Date | null }>(SPAN, [types]),
    db.query<{ type: string; n: number }>(LAST_DAY, [types]),
  ]);
  const row = figures.rows[0] as (typeof figures.rows)[number];
  return {
    rows: row.rows,
    bytes: { lake: row.lake, counters: row.counters },
    oldest: span.rows[0]?.oldest?.toISOString() ?? null,
    newest: span.rows[0]?.newest?.toISOString() ?? null,
    last_day: Object.fromEntries(days.rows.map(({ type, n }) => [type, n])),
    positions: { lake_writer: row.lake_at, reward_engine: row.engine_at },
    dead_letters: { lake_writer: row.lake_dead, reward_engine: row.engine_dead },
  };
}

type Positions = Record<'lake_at' | 'engine_at', number | null>;
