import type { InteractionType } from '@synapse/contracts';
import type { Pool } from '../pool.js';

export interface ActivityRecord {
  readonly interaction: InteractionType;
  readonly count: number;
  readonly xp: number;
  readonly stars: number;
}

/** What the journal holds of one UTC day, by type. It reads the whole day: keep the answer. */
export async function readActivityOf(db: Pick<Pool, 'query'>, day: string): Promise<ActivityRecord[]> {
  const { rows } = await db.query<Record<keyof ActivityRecord, string | bigint>>({
    name: 'activity-of-a-day',
    text: `
      select event_type as interaction, count(*) as count, sum(xp_delta) as xp, sum(star_delta) as stars
      from activity_log
      where timestamp >= $1::date::timestamptz and timestamp < ($1::date + 1)::timestamptz
      group by event_type order by event_type`,
    values: [day],
  });
  return rows.map(({ interaction, count, xp, stars }) => ({
    interaction: interaction as InteractionType,
    count: Number(count),
    xp: Number(xp),
    stars: Number(stars),
  }));
}
