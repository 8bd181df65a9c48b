import { Type } from '@sinclair/typebox';
import {
  checkRuleChanges,
  JOBS,
  type JobInput,
  nullable,
  RuleSetError,
  readRuleSet,
  WhatIfApplication,
  type WhatIfReport,
  WhatIfSummary,
} from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { errorSummary, isOperatorError } from '@synapse/runtime';
import type { Transaction } from '../audit.js';
import { type AnyChange, type Done, tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { layWhatIf } from '../what-if/apply-what-if.js';
import { takeBackWhatIf } from '../what-if/undo-what-if.js';
import { auditedRun, recorded } from '../what-if/what-if-log.js';
import { documentAnswer, existing, type Resource } from './row-change.js';
import { type Run, type Runs, runChanges, runOf, runsOf } from './runs.js';

const KIND = 'what_if';

const WhatIf = Type.Object({
  ...runOf(KIND).properties,
  report: nullable(WhatIfSummary, 'What came of it, without the single members: these are in its report.'),
  application: nullable(WhatIfApplication, 'Whether it was made true.'),
});
type WhatIf = Run & { application: WhatIfApplication | null };

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

const resource: Resource<WhatIf> = {
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
  resource,
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

const described = {
  tag: 'what-ifs',
  scope: 'operations',
  params: Type.Object({ id: RowId }),
  body: null,
} as const;

/** What admins do about what-ifs of a community. */
export const whatIfChanges = (community: string): AnyChange[] => [
  ...runChanges(whatIfs, {
    verb: 'ask',
    summary: 'Finds out who would have gained and lost what under other rules. Changes nothing.',
    body: JOBS[KIND].input,
    check: (tx, input) => mustFit(tx, community, input as JobInput<typeof KIND>),
  }),
  tableChange({
    ...described,
    name: 'apply_what_if',
    method: 'POST',
    path: '/what-ifs/:id/apply',
    summary:
      'Puts the changes of a what-if in force, and puts right what they would have brought, in the background. Silent.',
    async make(tx, { id }, occasion) {
      const before = await existing(resource, tx, id, occasion);
      const report = await whatIfReport(tx, Number(id));
      if (!report)
        throw new HttpProblem(409, `This what-if is ${before.state}: there is nothing to apply yet.`);
      if (before.application)
        throw new HttpProblem(409, `This what-if is ${before.application.state} already.`);
      const same = await tx.whatIfApplication.findUnique({ where: { run: report.run } });
      if (same) throw new HttpProblem(409, `The what-if ${same.jobId} says the same, and is ${same.state}.`);
      const begun = await inWords(layWhatIf(tx, community, report, occasion.now));
      await tx.whatIfApplication.create({ data: { jobId: Number(id), run: report.run, state: 'applying' } });
      return answered(tx, Number(id), auditedRun('WHAT_IF_APPLY', report.run, begun));
    },
  }),
  tableChange({
    ...described,
    name: 'undo_what_if',
    method: 'POST',
    path: '/what-ifs/:id/undo',
    summary:
      'Takes an applied what-if back: the tables where nobody changed them since, and what it brought. Levels stay.',
    async make(tx, { id }, occasion) {
      const { application } = await existing(resource, tx, id, occasion);
      const jobId = Number(id);
      if (application?.state !== 'applied') {
        throw new HttpProblem(409, `This what-if is ${application?.state ?? 'not applied'}.`);
      }
      const { run } = await tx.whatIfApplication.update({
        where: { jobId },
        data: { state: 'undoing', done: 0, total: null },
      });
      const applied = await recorded(tx, 'WHAT_IF_APPLY', run);
      if (!applied) throw new HttpProblem(409, 'The audit trail knows nothing of its being applied.');
      const begun = await takeBackWhatIf(tx, community, applied, occasion.now);
      return answered(tx, jobId, auditedRun('WHAT_IF_UNDO', run, begun));
    },
  }),
];

async function answered(tx: Transaction, id: number, audited: Done['audited']): Promise<Done> {
  return { answer: documentAnswer((await resource.read(tx, id)) as WhatIf), audited };
}

/** @throws HttpProblem 422 when the changes name what the rules do not have, or a time is none */
async function mustFit(
  tx: Transaction,
  community: string,
  { changes, since, until }: JobInput<typeof KIND>,
): Promise<void> {
  for (const [name, time] of Object.entries({ since, until })) {
    if (time !== undefined && Number.isNaN(Date.parse(time))) {
      throw new HttpProblem(422, `body/${name} is no time; for example 2026-01-31T00:00:00Z.`);
    }
  }
  const last = await tx.ruleSet.findFirst({ where: { community }, orderBy: { version: 'desc' } });
  if (!last) throw new HttpProblem(409, 'There are no rules yet: run bootstrap.');
  try {
    checkRuleChanges(changes, readRuleSet(last.body));
  } catch (error) {
    if (error instanceof RuleSetError)
      throw new HttpProblem(422, `body/changes: ${error.message}`.slice(0, 2_000));
    throw error;
  }
}

/** What a command would tell its operator is the asker's to know. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw isOperatorError(error) ? new HttpProblem(409, errorSummary(error)) : error;
  });
}
