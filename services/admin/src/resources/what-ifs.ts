import { Type } from '@sinclair/typebox';
import { nullable, WhatIfApplication, type WhatIfReport, WhatIfSummary } from '@synapse/contracts';
import type { Transaction } from '../audit.js';
import type { Resource } from './row-change.js';
import { type Run, type Runs, runOf, runsOf } from './runs.js';

const KIND = 'what_if';

const WhatIf = Type.Object({
  ...runOf(KIND).properties,
  report: nullable(WhatIfSummary, 'What came of it, without the single members: these are in its report.'),
  application: nullable(WhatIfApplication, 'Whether it was made true.'),
});
export type WhatIf = Run & { application: WhatIfApplication | null };

const plain = runsOf(
  { kind: KIND, path: '/what-ifs', operation: 'WhatIf', tag: 'what-ifs', name: 'what-if' },
  (report) => {
    const { members: _, changes: __, ...told } = report as WhatIfReport;
    return told;
  },
);

async function withApplications(tx: Transaction, runs: readonly Run[]): Promise<WhatIf[]> {
  const rows = await tx.whatIfApplication.findMany({
    where: { jobId: { in: runs.map(({ id }) => Number(id)) } },
  });
  return runs.map((run) => {
    const row = rows.find(({ jobId }) => jobId === Number(run.id));
    const application = row && {
      state: row.state as 'applied',
      done: row.done,
      total: row.total,
      problem: row.problem,
    };
    return { ...run, application: application ?? null };
  });
}

/** What-ifs with what was made of them. */
export const whatIfResource: Resource<WhatIf> = {
  ...plain.resource,
  schema: WhatIf,
  async read(tx, id) {
    const run = await plain.resource.read(tx, id);
    return run && ((await withApplications(tx, [run]))[0] ?? null);
  },
};

/** What-ifs as runs that can be made true, and taken back. */
export const whatIfs: Runs = {
  ...plain,
  resource: whatIfResource,
  async list(tx, query) {
    const { items, next } = await plain.list(tx, query);
    return { items: await withApplications(tx, items), next };
  },
};

/** The whole report of a what-if; `null` unless it is done. */
export async function whatIfReport(tx: Transaction, id: number): Promise<WhatIfReport | null> {
  const row = await tx.engineJob.findFirst({ where: { id, kind: KIND, state: 'done' } });
  return (row?.report ?? null) as WhatIfReport | null;
}
