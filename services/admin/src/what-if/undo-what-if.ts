import { openLog } from '@synapse/bus';
import type { CommandBody } from '@synapse/contracts';
import { OperatorError, sleep } from '@synapse/runtime';
import { type AppliedCorrection, loadAppliedCorrections } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { oneAtATime } from '../one-at-a-time.js';
import { layRuleSet, publishRuleSets } from '../rule-sets.js';
import type { Applied, WhatIfJob } from './apply-what-if.js';
import { restoreTables } from './change-tables.js';
import { sendCorrections } from './send-corrections.js';
import { record, recorded, type WhatIfRecord } from './what-if-log.js';

const LOOK_AGAIN_MS = 200;

export interface Undone extends Applied {
  /** Places of the tables that were changed since, and stay as they are. */
  readonly untouched: readonly string[];
}

/**
 * Takes an applied what-if back: the tables, where nobody changed them since, and the negatives of what the journal says was
 * done. Levels stay. Goes on where an earlier call ended; a second one changes nothing.
 * @throws OperatorError when no such what-if was applied
 */
export async function undoWhatIf(job: WhatIfJob, run: string, now: Date): Promise<Undone> {
  const { prisma, bus, community, pool, signal } = job;
  const applied = await recorded(prisma, 'WHAT_IF_APPLY', run);
  if (!applied) throw new OperatorError(`No what-if ${run} was applied.`, 'Its name stands in its report.');
  const begun = (await recorded(prisma, 'WHAT_IF_UNDO', run)) ?? (await begin(job, run, applied, now));
  await publishRuleSets(prisma, bus, community);
  // Corrections that a killed apply left in the log count as applied once the engine has passed them.
  await untilPassed(job, signal);
  const bodies = negatives(run, await loadAppliedCorrections(pool, run, new Date(applied.at)));
  const outcomes = await sendCorrections(job, { ...job, bodies, at: new Date(begun.at) });
  const untouched = Object.keys(applied.after).filter((name) => !(name in begun.after));
  return { version: begun.version, outcomes, untouched };
}

function begin(
  { prisma, community }: WhatIfJob,
  run: string,
  applied: WhatIfRecord,
  now: Date,
): Promise<WhatIfRecord> {
  return prisma.$transaction(async (tx) => {
    await oneAtATime(tx, community);
    const begun = await takeBackWhatIf(tx, community, applied, now);
    await record(tx, 'WHAT_IF_UNDO', run, begun, `What-if ${run} is taken back.`);
    return begun;
  });
}

/** Puts admin's tables back, where nobody changed them since, inside the transaction that also audits it. */
export async function takeBackWhatIf(
  tx: Transaction,
  community: string,
  applied: WhatIfRecord,
  now: Date,
): Promise<WhatIfRecord> {
  const untouched = await restoreTables(tx, applied);
  const version = await layRuleSet(tx, community, now);
  const restored = (held: WhatIfRecord['before']) =>
    Object.fromEntries(Object.entries(held).filter(([name]) => !untouched.includes(name)));
  return { before: restored(applied.after), after: restored(applied.before), at: now.toISOString(), version };
}

async function untilPassed({ prisma, bus, community }: WhatIfJob, signal: AbortSignal): Promise<void> {
  const { last } = await openLog(bus, community).state();
  for (;;) {
    const position = await prisma.enginePosition.findUnique({ where: { community } });
    if (Number(position?.sequence ?? 0) >= last) return;
    await sleep(LOOK_AGAIN_MS, signal);
  }
}

function negatives(run: string, applied: readonly AppliedCorrection[]): CommandBody<'correct'>[] {
  const members = new Map<bigint, AppliedCorrection[]>();
  for (const each of applied) members.set(each.userId, [...(members.get(each.userId) ?? []), each]);
  return [...members].map(([userId, rows]) => ({
    member: String(userId),
    run: `undo-${run}`,
    xp: 0 - sum(rows, 'xp'),
    gold: 0 - sum(rows, 'gold'),
    seasons: rows
      .filter(({ stars, voiceMinutes }) => stars !== 0 || voiceMinutes !== 0)
      .map(({ seasonId, stars, voiceMinutes }) => ({
        season: seasonId,
        stars: 0 - stars,
        voice_minutes: 0 - voiceMinutes,
      })),
    levels: [],
    achievements: [],
    taken: rows.flatMap(({ achievements }) => achievements),
    reason: `undo of what-if ${run}`,
  }));
}

const sum = (rows: readonly AppliedCorrection[], figure: 'xp' | 'gold') =>
  rows.reduce((total, row) => total + row[figure], 0);
