import { errorSummary, isOperatorError } from '@synapse/runtime';
import type { Admin } from '../changes/admin.js';
import { whatIfReport } from '../resources/what-ifs.js';
import { applyWhatIf, type WhatIfJob } from './apply-what-if.js';
import { undoWhatIf } from './undo-what-if.js';

/**
 * Sends what applied and taken back what-ifs have left to do. Goes on where it, or an earlier process, ended.
 */
export async function runWhatIfs(
  { prisma, slowDb: pool, bus, community }: Admin,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const open = await prisma.whatIfApplication.findMany({
    where: { state: { in: ['applying', 'undoing'] } },
    orderBy: { jobId: 'asc' },
  });
  for (const { jobId, run, state } of open) {
    const note = (data: object) => prisma.whatIfApplication.updateMany({ where: { jobId, state }, data });
    const onProgress: WhatIfJob['onProgress'] = (done, total) => {
      // Only who is looking wants to know: the next one tells, too.
      note({ done, total }).catch(() => {});
    };
    const job = { prisma, bus, community, pool, signal, onProgress };
    try {
      if (state === 'undoing') await undoWhatIf(job, run, now);
      else await apply(job, jobId, now);
      await note({ state: state === 'undoing' ? 'undone' : 'applied' });
    } catch (error) {
      if (!isOperatorError(error)) throw error;
      await note({ state: 'failed', problem: errorSummary(error) });
    }
  }
}

async function apply(job: WhatIfJob, id: number, now: Date): Promise<void> {
  const report = await whatIfReport(job.prisma, id);
  if (!report) throw new Error(`the report of the what-if ${id} is gone`);
  await applyWhatIf(job, report, now);
}
