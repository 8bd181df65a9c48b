import { answerRequests, type Bus } from '@synapse/bus';
import { jobSubject } from '@synapse/contracts';
import type { Logger } from '@synapse/runtime';
import { type DatabaseOptions, type Owner, type Pool, startJobs } from '@synapse/store';
import type { RewardFold } from '../reward-fold.js';
import { rebuildMembers } from './rebuild-members.js';
import { whatIfJob } from './what-if-job.js';

const SERVICE = 'reward-engine';

interface EngineJobs {
  bus: Bus;
  owner: Owner;
  /** Beside the owner's connection. */
  db: Pool;
  database: DatabaseOptions;
  community: string;
  fold: Pick<RewardFold, 'forget'>;
  log: Logger;
}

/** Does what admin asks the owner of the members for, until `until` aborts. */
export function doEngineJobs(
  { bus, owner, db, database, community, fold, log }: EngineJobs,
  until: AbortSignal,
): void {
  const jobs = startJobs({
    owner,
    db,
    table: 'engine_jobs',
    kinds: { rebuild: rebuildMembers(community, fold.forget), what_if: whatIfJob(database, community) },
    until,
    onFailed: (error, { id, kind }) => log.error({ err: error, job: id, kind }, 'a job failed'),
  });
  const subject = jobSubject(community, SERVICE, '*');
  answerRequests(bus, { subject, queue: SERVICE, answer: jobs.take, signal: until }).catch((error: unknown) =>
    log.warn({ err: error }, 'jobs can no longer be asked for'),
  );
}
