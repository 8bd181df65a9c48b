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
  from json_to_recordset($1::json) as step(user_id bigint, event_type text, category_id int, period text, count bigint)
  order by user_id, event_type, category_id, period
  on conflict (user_id, event_type, category_id, period)
  do update set count = event_counters.count + excluded.count`;

/** Adds to the counters; each key may stand in `steps` once. */
export async function countFacts(connection: Connection, steps: readonly CounterStep[]): Promise<void> {
  if (steps.length === 0) return;
  const json = steps.map(({ userId, eventType, categoryId, period, count }) => ({
    user_id: String(userId),
    event_type: eventType,
    category_id: categoryId,
    period,
    count,
  }));
  await connection.query({ name: 'count facts', text: UPSERT, values: [JSON.stringify(json)] });
}

/** Empties the counters of a season that was closed. */
export async function dropSeasonCounters(connection: Connection): Promise<void> {
  await connection.query("delete from event_counters where period = 'season'");
}
