import type { Connection } from '../pool.js';

/** A what-if that was applied, and the time whose facts it judged anew. */
export interface CorrectionRun {
  readonly run: string;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
  readonly until: number;
}

const RUNS = `
  with runs as (
    select distinct metadata->>'run' as run, metadata->'span'->>0 as since, metadata->'span'->>1 as until
    from activity_log
    where event_type in ('MANUAL_AWARD', 'LEVEL_UP', 'ACHIEVEMENT_EARNED') and metadata ? 'run'
  )
  select * from runs
  where since is not null and not exists (select 1 from runs undo where undo.run = 'undo-' || runs.run)
  order by run`;

/** The what-ifs whose corrections stand in the journal and were not undone. */
export async function loadCorrectionRuns(connection: Connection): Promise<CorrectionRun[]> {
  const { rows } = await connection.query(RUNS);
  return rows.map(({ run, since, until }) => ({ run, since: Date.parse(since), until: Date.parse(until) }));
}

/** The first members by XP, without some; ties by id. */
export async function firstByXp(
  connection: Connection,
  without: readonly bigint[],
  most: number,
): Promise<{ id: bigint; xp: number }[]> {
  const { rows } = await connection.query(
    'select id, xp from users where xp > 0 and id <> all($1::bigint[]) order by xp desc, id limit $2',
    [without, most],
  );
  return rows;
}
