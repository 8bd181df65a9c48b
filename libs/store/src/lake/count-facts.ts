import { bigints, ints, texts } from '../binary-array.js';
import type { Connection } from '../pool.js';

/** So many new lake rows of a member under one key. */
export interface CounterStep {
  userId: bigint;
  eventType: string;
  /** 0 = all categories together. */
  categoryId: number;
  /** `lifetime`, `season` or `day:YYYY-MM-DD`. */
  period: string;
  count: number;
}

const UPSERT = `
  insert into event_counters (user_id, event_type, category_id, period, count)
  select user_id, event_type, category_id, period, count
  from unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::int[])
    as step(user_id, event_type, category_id, period, count)
  order by user_id, event_type, category_id, period
  on conflict (user_id, event_type, category_id, period)
  do update set count = event_counters.count + excluded.count`;

/** Adds to the counters; each key may stand in `steps` once. */
export function countFacts(connection: Connection, steps: readonly CounterStep[]): Promise<unknown> {
  if (steps.length === 0) return Promise.resolve();
  const values = [
    bigints(steps.map(({ userId }) => userId)),
    texts(steps.map(({ eventType }) => eventType)),
    ints(steps.map(({ categoryId }) => categoryId)),
    texts(steps.map(({ period }) => period)),
    ints(steps.map(({ count }) => count)),
  ];
  return connection.query({ name: 'count facts', text: UPSERT, values });
}

/** Empties the counters of a season that was closed. */
export async function dropSeasonCounters(connection: Connection): Promise<void> {
  await connection.query("delete from event_counters where period = 'season'");
}
