import { cpuOf, isReached, middleOf, type Pair, type Row, ratioOf } from './pair.js';
import type { Result } from './run.js';
import { median } from './statistics.js';
import { renderTable } from './table.js';

const HEAD = ['what', 'measured', 'CPU', 'against', 'limit', 'CPU of it', 'ratio', 'reach', 'aim', ''];

/** The result as people read it: Markdown. */
export function report({ machine, rows, notes }: Result): string {
  return [
    `${machine.processors}, ${machine.memoryGiB} GiB, Node ${machine.node.slice(1)}, PostgreSQL ${machine.postgresql}, nats-server ${machine.natsServer}; everything on this machine, every commit and every publish synced to disk. Medians; CPU in microseconds a fact; counts and sums were right after every run.`,
    '',
    renderTable(HEAD, rows.map(line), ['measured', 'CPU', 'limit', 'CPU of it', 'ratio', 'reach', 'aim']),
    '',
    ...notes.map((note) => `* ${note}`),
    '',
    ...cpuTables(rows),
  ].join('\n');
}

function line(row: Row): string[] {
  const { reach, aim, isMost } = row.goal;
  const sign = isMost ? '≤' : '≥';
  return [
    row.what,
    amount(middleOf(row, 'ours'), row.unit),
    micros(cpuOf(row, 'ours')),
    row.against,
    amount(middleOf(row, 'limit'), row.unit),
    micros(cpuOf(row, 'limit')),
    ratioOf(row).toFixed(2),
    `${sign} ${reach}`,
    String(aim),
    isReached(row) ? 'reached' : 'missed',
  ];
}

const amount = (value: number, unit: string) =>
  `${unit === 'ms' ? value.toFixed(2) : Math.round(value).toLocaleString('en')} ${unit}`;

const micros = (us: number | null) => (us === null ? '' : us.toFixed(1));

/** Processor time by process, of each row that tells it. */
function cpuTables(rows: readonly Row[]): string[] {
  const seen = new Set<string>();
  return rows.flatMap(({ what, pairs }) => {
    if (seen.has(what) || !pairs[0]?.ours.cpu) return [];
    seen.add(what);
    return [`Processor time, ${what}: ${byProcess(pairs)}`, ''];
  });
}

function byProcess(pairs: readonly Pair[]): string {
  const names = Object.keys(pairs[0]?.ours.cpu ?? {});
  const of = (name: string) => median(pairs.map(({ ours }) => ours.cpu?.[name] ?? 0));
  return names.map((name) => `${name} ${of(name).toFixed(1)}`).join(', ');
}
