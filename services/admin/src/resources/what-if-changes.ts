import { Type } from '@sinclair/typebox';
import { checkRuleChanges, JOBS, type JobInput, RuleSetError, readRuleSet } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { errorSummary, isOperatorError } from '@synapse/runtime';
import type { Transaction } from '../audit.js';
import { type AnyChange, type Done, tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { layWhatIf } from '../what-if/apply-what-if.js';
import { takeBackWhatIf } from '../what-if/undo-what-if.js';
import { auditedRun, recorded } from '../what-if/what-if-log.js';
import { documentAnswer, existing } from './row-change.js';
import { runChanges } from './run-changes.js';
import { type WhatIf, whatIfReport, whatIfResource, whatIfs } from './what-ifs.js';

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
    body: JOBS.what_if.input,
    check: (tx, input) => mustFit(tx, community, input as JobInput<'what_if'>),
  }),
  tableChange({
    ...described,
    name: 'apply_what_if',
    method: 'POST',
    path: '/what-ifs/:id/apply',
    summary:
      'Puts the changes of a what-if in force, and puts right what they would have brought, in the background. Silent.',
    async make(tx, { id }, occasion) {
      const before = await existing(whatIfResource, tx, id, occasion);
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
      const { application } = await existing(whatIfResource, tx, id, occasion);
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
  return { answer: documentAnswer((await whatIfResource.read(tx, id)) as WhatIf), audited };
}

/** @throws HttpProblem 422 when the changes name what the rules do not have, or a time is none */
async function mustFit(
  tx: Transaction,
  community: string,
  { changes, since, until }: JobInput<'what_if'>,
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
