import { writeFileSync } from 'node:fs';
import { runCampaign } from './campaign.js';
import { countDeadlocks } from './deadlocks/count-deadlocks.js';
import type { Options } from './options.js';
import { commit, count, DOUBLED, failed, LOST, table, tables } from './table.js';

/** Cases that measure something, by a part of their names. */
const MEASURING = ['a peer falls silent', 'killed again and again', 'drained after a fault'];

/** What is to be reached in milliseconds, by the name that it is measured under. */
const AT_MOST: Record<string, number> = {
  'a dead peer noticed, ms': 10_000,
  'redelivery after a kill, p99, ms': 10_000,
  'drained after a single fault at 500 events a second, ms': 15_000,
};

/** Seeds, the cases that measure and the batches, one after the other; their figures beside those to reach. @returns whether all are */
export async function printFigures(options: Options, say: (line: string) => void): Promise<boolean> {
  const campaign = { ...options, cases: false };
  const results = await runCampaign(campaign, say);
  const { verdicts } = results;
  const told = [];
  for (const only of MEASURING)
    told.push(...(await runCampaign({ ...options, cases: true, only }, say)).verdicts);
  const deadlocks = await countDeadlocks(options.batches ?? 10_000, options.first);
  say(deadlocks.line);
  const measured = new Map(told.flatMap((verdict) => [...verdict.measured]));
  const rows: (readonly [string, number, number | string])[] = [
    ['lost, in seeds', 0, count(verdicts, LOST)],
    ['doubled, in seeds', 0, count(verdicts, DOUBLED)],
    ['seeds that failed', 0, failed(verdicts)],
    ['cases that measure and failed', 0, failed(told)],
    ...Object.entries(AT_MOST).map(
      ([name, most]) => [name, most, measured.get(name) ?? 'not measured'] as const,
    ),
    [`deadlocks, in ${deadlocks.batches} concurrent batches`, 0, deadlocks.deadlocks],
  ];
  const page = [
    '# Figures of the fault suite',
    '',
    `Commit ${commit()}, ${options.atOnce} seeds at once.`,
    '',
    ...table(['figure', 'at most', 'measured'], rows),
    '## The seeds',
    '',
    ...tables(results, campaign),
  ].join('\n');
  say(page);
  if (options.table) writeFileSync(options.table, page);
  return rows.every(([, most, value]) => Number(value) <= most) && deadlocks.isWell;
}
