import { askRequest, type Bus } from '@synapse/bus';
import {
  JOB_REQUEST_VERSION,
  JOBS,
  type JobAnswer,
  type JobInput,
  type JobKind,
  jobSubject,
} from '@synapse/contracts';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';

const ANSWER_WITHIN_MS = 20_000;
/** Admin numbers its own jobs from 1. */
let jobs = 1_000_000;

/**
 * Asks the owner of tables for a job, as admin does.
 * @returns whether it is done @throws what the bus says when the owner does not answer
 */
export async function askForJob<K extends JobKind>(
  { rows }: System,
  bus: Bus,
  { kind, input }: { kind: K; input: JobInput<K> },
): Promise<() => Promise<boolean>> {
  jobs += 1;
  const id = jobs;
  const { service } = JOBS[kind];
  const request = { v: JOB_REQUEST_VERSION, id, asked_at: new Date().toISOString(), input };
  await askRequest<JobAnswer>(bus, jobSubject(COMMUNITY, service, kind), request, ANSWER_WITHIN_MS);
  const table = service === 'lake-writer' ? 'lake_jobs' : 'engine_jobs';
  return async () => {
    const [row] = await rows<{ state: string }>(`select state from ${table} where id = $1`, [id]);
    return row?.state !== 'running';
  };
}
