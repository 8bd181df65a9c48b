import type { Result } from './run.js';
import { median } from './statistics.js';
import type { Drained } from './throughput.js';

/** One measured figure, and a limit of the machine to hold it against. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  limit: { name: string; value: number; unit: string };
  /** The figure as a multiple of the limit. */
  ratio: number;
}

/** The figures of a run; those of several rounds are medians. */
export function figuresOf(result: Result): Figure[] {
  return [...rates(result), ...latencies(result)];
}

function rates({ rounds, limits: { inserts, publishes } }: Result): Figure[] {
  const rate = (of: (round: Drained) => number) => median(rounds.map(of));
  const lake = rate(({ facts, lakeMs }) => (facts / lakeMs) * 1_000);
  const journal = rate(({ journalRows, journalMs }) => (journalRows / journalMs) * 1_000);
  const both = rate(({ facts, lakeMs, journalMs }) => (facts / Math.max(lakeMs, journalMs)) * 1_000);
  const published = rate(({ facts, publishedMs }) => (facts / publishedMs) * 1_000);
  const insert = (of: keyof (typeof inserts)[number]) => median(inserts.map((round) => round[of]));
  const publish = (of: keyof (typeof publishes)[number]) => median(publishes.map((round) => round[of]));
  return [
    figure(
      'spool → lake and journal',
      both,
      'facts/s',
      'both bare inserts at once',
      insert('both'),
      'facts/s',
    ),
    figure('spool → lake', lake, 'rows/s', 'bare INSERT … unnest', insert('lakeRows'), 'rows/s'),
    figure('spool → journal', journal, 'rows/s', 'bare INSERT … unnest', insert('journalRows'), 'rows/s'),
    figure('spool → log', published, 'facts/s', 'bare publish of the frames', publish('frames'), 'facts/s'),
    figure(
      'spool → log',
      published,
      'facts/s',
      'one fact a message, 256 in flight',
      publish('single'),
      'facts/s',
    ),
  ];
}

function latencies({ latency, options, limits: { waits } }: Result): Figure[] {
  const sum = (p: 'p50' | 'p99') => waits.fsync[p] + 2 * waits.publish[p] + waits.commit[p];
  const what = `dispatch → reward event, ${options.rate}/s`;
  return (['p50', 'p99'] as const).map((p) =>
    figure(`${what}, ${p}`, latency[p], 'ms', `fsync + 2 publishes + commit, ${p}`, sum(p), 'ms'),
  );
}

const figure = (
  name: string,
  value: number,
  unit: string,
  limitName: string,
  limit: number,
  limitUnit: string,
): Figure => ({
  name,
  value,
  unit,
  limit: { name: limitName, value: limit, unit: limitUnit },
  ratio: value / limit,
});
