import { type Figure, figuresOf } from './figures.js';
import type { Result } from './run.js';
import { median } from './statistics.js';
import { renderTable } from './table.js';

/** The result as people read it. */
export function report(result: Result): string {
  const { machine, options, rounds } = result;
  const frames = median(rounds.map(({ facts, frames }) => facts / frames));
  return [
    `${machine.processors}, ${machine.memoryGiB} GiB, Node ${machine.node.slice(1)}, PostgreSQL ${machine.postgresql}, nats-server ${machine.natsServer}; everything on this machine, every commit and every publish synced to disk`,
    `${rounds.length} rounds of ${options.facts} facts (${frames.toFixed(0)} to a frame), medians; ${result.latency.count} messages timed; counts and sums are right`,
    '',
    renderTable(['figure', 'measured', 'limit', 'alone', 'ratio'], figuresOf(result).map(row), [
      'measured',
      'reaches',
      'ratio',
    ]),
    '',
    waitsTable(result),
    '',
    cpuTable(result),
  ].join('\n');
}

const row = ({ name, value, unit, limit, ratio }: Figure): string[] => [
  name,
  amount(value, unit),
  limit.name,
  amount(limit.value, limit.unit),
  ratio.toFixed(2),
];

const amount = (value: number, unit: string) =>
  `${unit === 'ms' ? value.toFixed(2) : Math.round(value).toLocaleString('en')} ${unit}`;

function waitsTable({ limits: { waits } }: Result): string {
  const rows = [
    ['fsync of a file', waits.fsync],
    ['publish', waits.publish],
    ['commit', waits.commit],
  ] as const;
  const cells = rows.map(([name, { p50, p99 }]) => [name, amount(p50, 'ms'), amount(p99, 'ms')]);
  return renderTable(['one durable step, alone', 'p50', 'p99'], cells, ['p50', 'p99']);
}

function cpuTable({ rounds }: Result): string {
  const names = Object.keys(rounds[0]?.cpuPerFact ?? {});
  const of = (name: string) => median(rounds.map(({ cpuPerFact }) => cpuPerFact[name] ?? 0));
  const rows = names.map((name) => [name, of(name)] as const).sort((a, b) => b[1] - a[1]);
  const all = rows.reduce((sum, [, us]) => sum + us, 0);
  const cells = [...rows, ['all', all] as const].map(([name, us]) => [name, us.toFixed(1)]);
  return renderTable(['processor time, spool → rows', 'µs a fact'], cells, ['µs a fact']);
}
