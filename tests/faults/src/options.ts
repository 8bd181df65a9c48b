import { parseArgs } from 'node:util';

export interface Options {
  seeds: number;
  /** The first seed. */
  first: number;
  minutes: number;
  seconds: number;
  rate: number;
  only?: string;
  /** Tell the designed cases, instead of what seeds draw. */
  cases: boolean;
  /** Those that take minutes, too. */
  long: boolean;
  /** Count the deadlocks in so many batches, and break nothing. */
  batches?: number;
  /** Measure everything that is to be reached, and print it as a table. */
  figures: boolean;
  /** How many at once. */
  atOnce: number;
  /** A file that the results are written to, as a table. */
  table?: string;
}

export const USAGE = `npm run test:faults -- [options]

Breaks the whole system by a seed, mends it, and judges what is left.

  --seeds N       how many seeds (10)
  --seed S        begin with this one; alone, run just this one
  --minutes M     begin no further seed after so long (60)
  --seconds T     how long things go wrong in each seed (6)
  --rate R        what members do, a second (60)
  --only NAME     draw only faults, or tell only cases, whose name holds this
  --cases         tell the designed cases instead: full disks, power cuts, two owners and more
  --long          with --cases: also those that take minutes
  --batches N     break nothing: let all writers work at once for N batches, and count the deadlocks
  --figures       seeds, the cases that measure and --batches: what is to be reached and what was, as a table
  --at-once N     run so many at the same time (1)
  --table FILE    write the results to a Markdown file`;

/** @throws Error in words when the arguments make no sense */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string', default: '60' },
      seconds: { type: 'string', default: '6' },
      rate: { type: 'string', default: '60' },
      only: { type: 'string' },
      cases: { type: 'boolean', default: false },
      'at-once': { type: 'string', default: '1' },
      long: { type: 'boolean', default: false },
      figures: { type: 'boolean', default: false },
      batches: { type: 'string' },
      table: { type: 'string' },
    },
  });
  const { seed, only, table, cases, long, batches, figures } = values;
  return {
    seeds: positive('seeds', values.seeds ?? (seed === undefined ? '10' : '1')),
    first: seed === undefined ? 1 : positive('seed', seed),
    minutes: positive('minutes', values.minutes),
    seconds: positive('seconds', values.seconds),
    rate: positive('rate', values.rate),
    atOnce: positive('at-once', values['at-once']),
    cases,
    long,
    figures,
    ...(only !== undefined && { only }),
    ...(batches !== undefined && { batches: positive('batches', batches) }),
    ...(table !== undefined && { table }),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`--${name} is a number above 0, not "${text}".`);
}
