import { answerRequests, type Bus } from '@synapse/bus';
import { jobSubject } from '@synapse/contracts';
import type { Logger } from '@synapse/runtime';
import {
  createRuleSetBook,
  findPosition,
  LAKE_POSITIONS,
  type Owner,
  type Pool,
  startJobs,
} from '@synapse/store';
import { reconciliation } from './reconciliation.js';
import { retention } from './retention.js';

const SERVICE = 'lake-writer';

interface LakeJobs {
  bus: Bus;
  owner: Owner;
  /** Beside the owner's connection. */
  db: Pool;
  community: string;
  log: Logger;
}

/** Does what admin asks the owner of the lake for, until `until` aborts. */
export function doLakeJobs({ bus, owner, db, community, log }: LakeJobs, until: AbortSignal): void {
  const book = createRuleSetBook(community);
  const rulesNow = () =>
    owner.alone(async (connection) => {
      const position = await findPosition(connection, LAKE_POSITIONS, community);
      return book.at(connection, position?.ruleSetVersion ?? 0);
    });
  const jobs = startJobs({
    owner,
    db,
    table: 'lake_jobs',
    kinds: { retention: retention(rulesNow), reconciliation: reconciliation(community) },
    until,
    onFailed: (error, { id, kind }) => log.error({ err: error, job: id, kind }, 'a job failed'),
  });
  const subject = jobSubject(community, SERVICE, '*');
  answerRequests(bus, { subject, queue: SERVICE, answer: jobs.take, signal: until }).catch((error: unknown) =>
    log.warn({ err: error }, 'jobs can no longer be asked for'),
  );
}
