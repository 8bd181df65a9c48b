import { spawnSync } from 'node:child_process';
import type { Results } from './campaign.js';
import type { Options } from './options.js';
import type { Verdict } from './run-story.js';
import { ROOT } from './system/system.js';

/** What complaints say of something that is not there, and of something that is there too often. */
export const LOST = /\blost\b|missing/;
export const DOUBLED = /twice|doubled|that nothing accounts for/;

/** How many verdicts complain in such words. */
export const count = (verdicts: readonly Verdict[], what: RegExp): number =>
  verdicts.filter(({ complaints }) => complaints.some((line) => what.test(line))).length;

/** How many verdicts complain at all. */
export const failed = (verdicts: readonly Verdict[]): number =>
  verdicts.filter(({ complaints }) => complaints.length > 0).length;

/** The results of a campaign as a page of Markdown. */
export const asTable = (results: Results, options: Options): string =>
  [
    '# A campaign of faults',
    '',
    `Commit ${commit()}, ${options.atOnce} at once.`,
    '',
    ...tables(results, options),
  ].join('\n');

/** What a campaign came to, and each seed or case of it, in lines of Markdown. */
export function tables({ verdicts, untold }: Results, options: Options): string[] {
  const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, each) => total + of(each), 0);
  const most = (of: (verdict: Verdict) => number) => Math.max(0, ...verdicts.map(of));
  const figures: [string, number | string][] = [
    [
      options.cases ? 'cases' : `seeds of ${options.seconds} s at ${options.rate} actions a second`,
      verdicts.length,
    ],
    ['failed', failed(verdicts)],
    ['lost something', count(verdicts, LOST)],
    ['doubled something', count(verdicts, DOUBLED)],
    ['faults struck', sum(({ struck }) => struck.length)],
    ['dispatches owed', sum(({ obligations }) => obligations)],
    ['journal rows compared', sum(({ journalRows }) => journalRows)],
    ['slowest to be quiet after the last fault, ms', most(({ drainedMs }) => drainedMs)],
    ['slowest probe to the query API, ms', most(({ probeMs }) => probeMs)],
  ];
  return [
    ...table(['figure', 'value'], figures),
    ...untold.map((line) => `* ${line}`),
    ...verdicts.flatMap(({ name, complaints }) =>
      complaints.slice(0, 3).map((line) => `* ${name}: ${oneLine(line)}`),
    ),
    '',
    ...(options.cases ? caseRows(verdicts) : seedRows(verdicts)),
    '',
  ];
}

const holds = ({ complaints }: Verdict) => (complaints.length === 0 ? 'yes' : `no: ${complaints.length}`);

const seedRows = (verdicts: readonly Verdict[]) =>
  table(
    ['seed', 'holds', 'faults', 'owed', 'journal rows', 'quiet after, ms', 'probe, ms'],
    verdicts
      .map((verdict) => ({ verdict, seed: Number(verdict.name.replace('seed ', '')) }))
      .sort((a, b) => a.seed - b.seed)
      .map(({ verdict, seed }) => {
        const { struck, obligations, journalRows, drainedMs, probeMs } = verdict;
        return [seed, holds(verdict), struck.length, obligations, journalRows, drainedMs, probeMs];
      }),
  );

const caseRows = (verdicts: readonly Verdict[]) =>
  table(
    ['case', 'holds', 'what was done'],
    verdicts.map((verdict) => [verdict.name, holds(verdict), verdict.struck.map(({ what }) => what).join()]),
  );

export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---|').join('')}`,
  ...rows.map((row) => `| ${row.map((cell) => oneLine(String(cell))).join(' | ')} |`),
  '',
];

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '¦').slice(0, 300);

export const commit = () =>
  spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).stdout?.trim() ??
  'unknown';
