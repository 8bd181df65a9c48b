import { askRequest, isTransient } from '@synapse/bus';
import {
  JOB_REQUEST_VERSION,
  JOBS,
  type JobAnswer,
  type JobKind,
  type JobRequest,
  type JobService,
  jobSubject,
} from '@synapse/contracts';
import type { Admin } from '../changes/admin.js';

const ANSWER_WITHIN_MS = 2_000;

/**
 * Asks the owners of the tables for the jobs that they do not know of yet, oldest first. An owner that is away is asked again
 * with the next call; each job has one effect, however often it is asked for.
 */
export async function askForJobs({ prisma, bus, community }: Pick<Admin, 'prisma' | 'bus' | 'community'>) {
  const untold = await prisma.job.findMany({ where: { told: false }, orderBy: { id: 'asc' } });
  const away = new Set<JobService>();
  for (const { id, kind, input, askedAt, stopped } of untold) {
    const { service } = JOBS[kind as JobKind];
    if (away.has(service)) continue;
    const request: JobRequest = {
      v: JOB_REQUEST_VERSION,
      id,
      asked_at: askedAt.toISOString(),
      input: input as JobRequest['input'],
      ...(stopped && { stop: true }),
    };
    const subject = jobSubject(community, service, kind);
    const answer = await askRequest<JobAnswer>(bus, subject, request, ANSWER_WITHIN_MS).catch(unlessAway);
    if (!answer) {
      away.add(service);
      continue;
    }
    const refused = 'refused' in answer ? answer.refused : null;
    // Who stopped it meanwhile has that told, too.
    await prisma.job.updateMany({ where: { id, stopped }, data: { told: true, refused } });
  }
}

function unlessAway(error: unknown): null {
  if (isTransient(error)) return null;
  throw error;
}
