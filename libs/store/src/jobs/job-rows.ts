import type { JobState } from '@synapse/contracts';
import type { Connection, Pool } from '../pool.js';

/** Where a service keeps its jobs. */
export type JobTable = 'lake_jobs' | 'engine_jobs';

/** A job as it was asked for. */
export interface AskedJob {
  readonly id: number;
  readonly kind: string;
  readonly input: object;
  readonly askedAt: Date;
  readonly isStopped: boolean;
}

/** A job under way. */
export interface OpenJob<P = unknown> extends Omit<AskedJob, 'isStopped'> {
  /** How many of how many are done, as far as that is known. */
  readonly done: number;
  readonly total: number | null;
  /** Where it goes on; `null` at its beginning. */
  readonly place: P | null;
}

/** How far a job is. */
export interface JobProgress {
  readonly done: number;
  readonly total?: number | null;
  readonly place: object;
}

type Db = Pick<Connection, 'query'> | Pick<Pool, 'query'>;

/** Takes a job on, or stops it; the same again changes nothing. @returns its state */
export async function layJob(
  db: Pick<Connection, 'query'>,
  table: JobTable,
  job: AskedJob,
): Promise<JobState> {
  const { id, kind, input, askedAt, isStopped } = job;
  await db.query(
    `insert into ${table} (id, kind, input, asked_at, state, ended_at)
     values ($1, $2, $3, $4, case when $5 then 'stopped' else 'running' end, case when $5 then now() end)
     on conflict (id) do update set state = 'stopped', place = null, ended_at = now() where $5 and ${table}.state = 'running'`,
    [id, kind, JSON.stringify(input), askedAt, isStopped],
  );
  const { rows } = await db.query(`select state from ${table} where id = $1`, [id]);
  return rows[0].state;
}

/** The oldest job that is not done; `null` when all are. */
export async function nextJob(db: Pick<Connection, 'query'>, table: JobTable): Promise<OpenJob | null> {
  const { rows } = await db.query(
    `select id, kind, input, asked_at as "askedAt", done::float8, total::float8, place
     from ${table} where state = 'running' order by id limit 1`,
  );
  return rows[0] ?? null;
}

/** Notes how far a job is, in the transaction of the work that it tells of. @throws JobStoppedError */
export async function noteJob(
  db: Db,
  table: JobTable,
  id: number,
  { done, total = null, place }: JobProgress,
): Promise<void> {
  const { rowCount } = await (db as Pick<Connection, 'query'>).query(
    `update ${table} set done = $2, total = coalesce($3, total), place = $4 where id = $1 and state = 'running'`,
    [id, done, total, JSON.stringify(place)],
  );
  if (rowCount === 0) throw new JobStoppedError();
}

/** Ends a job that is under way: where it was is nobody's business any more. */
export async function endJob(
  db: Pick<Connection, 'query'>,
  table: JobTable,
  id: number,
  { report = null, problem = null }: { report?: object | null; problem?: string | null },
): Promise<void> {
  await db.query(
    `update ${table} set state = $2, report = $3, problem = $4, place = null, ended_at = now()
     where id = $1 and state = 'running'`,
    [id, problem === null ? 'done' : 'failed', report && JSON.stringify(report), problem],
  );
}

/** Whoever asked for the job wants no more of it. */
export class JobStoppedError extends Error {
  override name = 'JobStoppedError';
}
