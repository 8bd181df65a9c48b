import type { CommandBody, Correction, Outcome, WhatIfReport } from '@synapse/contracts';
import { OperatorError } from '@synapse/runtime';
import { factsJudgedBefore, type Pool } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { oneAtATime } from '../one-at-a-time.js';
import { layRuleSet, publishRuleSets } from '../rule-sets.js';
import type { Seasons } from '../seasons/close-seasons.js';
import { changeTables } from './change-tables.js';
import { type Corrections, sendCorrections } from './send-corrections.js';
import { record, recorded, type WhatIfRecord } from './what-if-log.js';

export interface WhatIfJob extends Seasons {
  readonly pool: Pick<Pool, 'query'>;
  readonly signal: AbortSignal;
  readonly onProgress: Corrections['onProgress'];
}

/** What came of an apply or an undo. */
export interface Applied {
  /** The version of the rules in force. */
  readonly version: number;
  readonly outcomes: readonly Outcome[];
}

export interface AppliedReport extends Applied {
  /** Facts after the report that the rules before it judged. */
  readonly judgedBefore: Awaited<ReturnType<typeof factsJudgedBefore>>;
}

/**
 * Makes a report true: writes its changes to admin's tables, publishes them, and sends its corrections, which tell nobody.
 * Goes on where an earlier call ended; a second one changes nothing.
 * @throws OperatorError when the report is of another log or community, or of rules that are no longer in force
 */
export async function applyWhatIf(job: WhatIfJob, report: WhatIfReport, now: Date): Promise<AppliedReport> {
  const { prisma, bus, community, pool } = job;
  if (await recorded(prisma, 'WHAT_IF_UNDO', report.run)) {
    throw new OperatorError(`The what-if ${report.run} was applied and taken back.`, 'Make a new report.');
  }
  const begun = (await recorded(prisma, 'WHAT_IF_APPLY', report.run)) ?? (await begin(job, report, now));
  await publishRuleSets(prisma, bus, community);
  const bodies = report.members.filter(({ correction }) => !isNothing(correction)).map(correctionOf(report));
  const outcomes = await sendCorrections(job, { ...job, bodies, at: new Date(begun.at) });
  const row = BigInt(report.position.next_journal_id);
  return {
    version: begun.version,
    outcomes,
    judgedBefore: await factsJudgedBefore(pool, { row, version: begun.version }),
  };
}

function begin({ prisma, community }: WhatIfJob, report: WhatIfReport, now: Date): Promise<WhatIfRecord> {
  return prisma.$transaction(async (tx) => {
    await oneAtATime(tx, community);
    const begun = await layWhatIf(tx, community, report, now);
    await record(tx, 'WHAT_IF_APPLY', report.run, begun, reasonOf(report));
    return begun;
  });
}

export const reasonOf = ({ since, until }: WhatIfReport) => `What-if of ${since} to ${until}.`;

/**
 * Writes a report's changes to admin's tables, inside the transaction that also audits them.
 * @throws OperatorError when the report is of another log or community, or of rules that are no longer in force
 */
export async function layWhatIf(
  tx: Transaction,
  community: string,
  report: WhatIfReport,
  now: Date,
): Promise<WhatIfRecord> {
  await checkThatItFits(tx, community, report);
  if ((await layRuleSet(tx, community, now)) !== report.rule_set) throw rulesMovedError(report);
  const changed = await changeTables(tx, report.changes);
  return { ...changed, at: now.toISOString(), version: await layRuleSet(tx, community, now) };
}

async function checkThatItFits(tx: Transaction, community: string, report: WhatIfReport): Promise<void> {
  if (report.community !== community) {
    throw new OperatorError(
      `The report is about ${report.community}, not about ${community}.`,
      'Set COMMUNITY.',
    );
  }
  const position = await tx.enginePosition.findUnique({ where: { community } });
  const { stream_created: created, sequence } = report.position;
  if (position?.streamCreated !== created || Number(position.sequence) < sequence) {
    throw new OperatorError('The report is of another log than the engine’s.', 'Make a new report.');
  }
}

const rulesMovedError = ({ rule_set: version }: WhatIfReport) =>
  new OperatorError(
    `The report is about version ${version} of the rules, which are no longer the rules in force.`,
    'Make a new report.',
  );

const isNothing = ({ xp, gold, seasons, levels, achievements }: Correction): boolean =>
  xp === 0 && gold === 0 && seasons.length + levels.length + achievements.length === 0;

const correctionOf =
  ({ run, since, until }: WhatIfReport) =>
  ({ member, correction }: WhatIfReport['members'][number]): CommandBody<'correct'> => ({
    member,
    run,
    ...correction,
    taken: [],
    since,
    until,
    reason: `what-if ${run}`,
  });
