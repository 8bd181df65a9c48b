import { openPool } from '@synapse/store';
import { VoidFigureError } from './check-tables.js';

const TABLES = {
  'lake-writer': ['event_lake', 'event_counters', 'lake_positions'],
  'reward-engine': [
    'users',
    'member_totals',
    'user_stats',
    'user_achievements',
    'activity_log',
    'reward_windows',
    'engine_positions',
  ],
};

/** @throws VoidFigureError unless two databases hold the same rows of a service */
export async function checkSameRows(
  services: readonly (keyof typeof TABLES)[],
  one: string,
  other: string,
): Promise<void> {
  for (const table of services.flatMap((service) => TABLES[service])) {
    const [a, b] = await Promise.all([digest(one, table), digest(other, table)]);
    if (a !== b) throw new VoidFigureError(`${table} differs after the replay: ${a} and ${b}.`);
  }
}

/** How many rows there are, and a sum over their hashes. */
async function digest(url: string, table: string): Promise<string> {
  const pool = openPool({ url, applicationName: 'bench', max: 1, statementTimeoutMs: 120_000 });
  try {
    const { rows } = await pool.query(
      `select count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as digest from ${table} t`,
    );
    return rows[0].digest;
  } finally {
    await pool.end();
  }
}
