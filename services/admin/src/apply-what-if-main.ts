import { readFile } from 'node:fs/promises';
import { checkWhatIfReport, type WhatIfReport } from '@synapse/contracts';
import { errorSummary, OperatorError, runCommand } from '@synapse/runtime';
import { spec } from './config.js';
import { type AppliedReport, applyWhatIf } from './what-if/apply-what-if.js';
import { describeOutcomes, runJob } from './what-if/run-job.js';

const NAME = 'apply-what-if';

void runCommand({ name: NAME, spec }, async (command) => {
  const report = await readReport(process.argv[2]);
  const applied = await runJob(NAME, command, (job) => applyWhatIf(job, report, new Date()));
  for (const line of describe(report, applied)) command.say(line);
});

function describe(report: WhatIfReport, { version, outcomes, judgedBefore }: AppliedReport): string[] {
  const { run } = report;
  return [
    `The what-if ${run} is applied; the rules in force are version ${version}. ${describeOutcomes(outcomes)}`,
    ...meanwhile(report, judgedBefore),
    `To take it back: npm run undo-what-if -- ${run}`,
  ];
}

function meanwhile({ until }: WhatIfReport, { facts, first, last }: AppliedReport['judgedBefore']): string[] {
  if (!first || !last) return [];
  const told = `${facts} facts came after the report and were judged by the rules before it.`;
  const since = new Date(Math.max(first.getTime(), Date.parse(until)));
  if (last < since) return [told];
  const span = `--from ${since.toISOString()} --to ${new Date(last.getTime() + 1).toISOString()}`;
  return [`${told} To judge them anew, too: npm run what-if -- changes.json ${span}`];
}

async function readReport(path: string | undefined): Promise<WhatIfReport> {
  const hint =
    'For example: npm run apply-what-if -- report.json, with a report of npm run what-if -- --json.';
  if (path === undefined) throw new OperatorError('An apply needs the file of a report.', hint);
  try {
    return checkWhatIfReport(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new OperatorError(`${path}: ${errorSummary(error)}`, hint);
  }
}
