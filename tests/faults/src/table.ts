import type { Results } from './campaign.js';
import type { Options } from './options.js';
import type { Verdict } from './run-story.js';

/** The results of a campaign as a page of Markdown. */
export function asTable({ verdicts }: Results, { seconds, rate }: Options): string {
  const failed = verdicts.filter(({ complaints }) => complaints.length > 0);
  const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, each) => total + of(each), 0);
  const most = (of: (verdict: Verdict) => number) => Math.max(...verdicts.map(of));
  const rows = verdicts.map((verdict) => {
    const { name, complaints, struck, obligations, journalRows, drainedMs, probeMs } = verdict;
    const holds = complaints.length === 0 ? 'yes' : `no: ${complaints.length}`;
    return `| ${[name, holds, struck.length, obligations, journalRows, drainedMs, probeMs].join(' | ')} |`;
  });
  return [
    '# A campaign of faults',
    '',
    `${verdicts.length} seeds of ${seconds} s at ${rate} actions a second: ${failed.length} failed. ${sum(({ struck }) => struck.length)} faults struck while`,
    `${sum(({ obligations }) => obligations)} dispatches were owed. Slowest to be quiet again: ${most(({ drainedMs }) => drainedMs)} ms; slowest probe: ${most(({ probeMs }) => probeMs)} ms.`,
    '',
    '| seed | holds | faults | obligations | journal rows | drained, ms | probe, ms |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
