import type { Connection } from '../pool.js';

/** What the engine needs to go on judging, beside the journal: a checkpoint copies these. */
export const STATE_TABLES = [
  'users',
  'member_totals',
  'user_stats',
  'user_achievements',
  'revoked_achievements',
  'user_preferences',
  'quest_claims',
  'season_closings',
  'departures',
  'reward_windows',
  'command_outcomes',
  'engine_tombstones',
  'engine_positions',
] as const;

/** What the engine adds to and does not change: judging anew gives their rows from its start on. */
export const GROWING_TABLES = ['activity_log', 'engine_dead_letters'] as const;

/** What was to be told, and is not to be told again. */
export const OUTGOING_TABLE = 'reward_outbox';

/** What was asked for beside the log. An erasure that is judged anew must not reach it. */
const JOBS_TABLE = 'engine_jobs';

/** Every table of the engine; of `quests` it owns a column. */
export const ENGINE_TABLES: readonly string[] = [
  ...STATE_TABLES,
  ...GROWING_TABLES,
  OUTGOING_TABLE,
  JOBS_TABLE,
];

/**
 * How many frames the events left in tells how they were batched, not what they say; repairs are not in the log; and when the
 * last entry was stored is no judgement of it.
 */
export const NOT_JUDGED = ['next_frame', 'rebuilds', 'logged_at'].map(
  (column) => `engine_positions.${column}`,
);

export interface TableShape {
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** A table's primary key and its other columns. */
export async function shapeOf(connection: Connection, table: string): Promise<TableShape> {
  const { rows } = await connection.query(
    `select attname::text as name, coalesce(attnum = any(indkey), false) as is_key
     from pg_attribute left join pg_index on indrelid = attrelid and indisprimary
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  const names = (isKey: boolean) => rows.filter((row) => row.is_key === isKey).map((row) => row.name);
  return { key: names(true), columns: names(false) };
}
