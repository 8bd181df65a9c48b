import { bigints, texts } from './binary-array.js';
import type { Pool } from './pool.js';

/** What a command of an import brought its member, with all that followed. */
export interface ImportGain {
  readonly member: bigint;
  readonly xp: number;
  readonly gold: number;
  /** Ids of achievement templates. */
  readonly achievements: number[];
}

/** All rows of a member's command have its time, and begin with its name. */
const GAINED = `
  select wanted.member, sum(xp_delta)::int as xp, coalesce(sum((metadata->>'gold_delta')::int), 0)::int as gold,
    coalesce(array_agg((metadata->>'template')::int order by id) filter (where metadata ? 'template'), '{}') as achievements
  from unnest($1::bigint[], $2::text[]) as wanted(member, source)
  join activity_log on user_id = wanted.member and timestamp = $3 and source_system = 'command'
    and (source_event_id = source or starts_with(source_event_id, source || ':'))
  group by wanted.member`;

/** @param at of all the commands. @returns those that brought something */
export async function importGains(
  db: Pick<Pool, 'query'>,
  at: Date,
  commands: readonly { member: bigint; source: string }[],
): Promise<ImportGain[]> {
  const values = [
    bigints(commands.map(({ member }) => member)),
    texts(commands.map(({ source }) => source)),
    at,
  ];
  const { rows } = await db.query<ImportGain>(GAINED, values);
  return rows;
}
