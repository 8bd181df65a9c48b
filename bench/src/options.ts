import { parseArgs } from 'node:util';

export const help = `Measures Synapse from a dispatch on Discord's socket to committed rows, beside the limits of this machine.

  npm run bench                       everything, in about twelve minutes
  npm run bench -- --facts N          facts of each round (default 20000)
  npm run bench -- --rounds N         pairs of ours and its limit, after one to warm up (default 5)
  npm run bench -- --seconds S        how long each round of latency takes (default 5)
  npm run bench -- --rate R           dispatches a second meanwhile (default 100)
  npm run bench -- --only A,B         only some stages: end-to-end, latency, faults, log, lake-insert, maintenance,
                                      lake-writer, reward-engine
  npm run bench -- --compare FILE     end with 1 when a ratio is more than a third worse than in FILE
  npm run bench -- --json FILE        write the result to FILE too
  npm run bench -- --cpu-prof FOLDER  leave a CPU profile of each service in FOLDER
  npm run bench -- --help             this text

It starts servers and services of its own in a temporary folder, needs no settings and leaves nothing behind.
It ends with 1 when a count or a sum in the tables is not what it has to be: then no figure counts.
`;

export const STAGES = [
  'end-to-end',
  'latency',
  'faults',
  'log',
  'lake-insert',
  'maintenance',
  'lake-writer',
  'reward-engine',
] as const;
export type Stage = (typeof STAGES)[number];

export interface Options {
  facts: number;
  rounds: number;
  seconds: number;
  /** Dispatches a second while latency is measured. */
  rate: number;
  /** What is measured. */
  only: readonly Stage[];
  json: string | undefined;
  /** A result to hold this one against. */
  compare: string | undefined;
  profiles: string | undefined;
  help: boolean;
}

/** Reads the command line. @throws saying what it does not know */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parse(argv);
  const { facts, rounds, seconds, rate, json, compare } = values;
  return {
    facts: wholeNumber('facts', facts),
    rounds: wholeNumber('rounds', rounds),
    seconds: wholeNumber('seconds', seconds),
    rate: wholeNumber('rate', rate),
    only: stages(values.only),
    json,
    compare,
    profiles: values['cpu-prof'],
    help: values.help,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        facts: { type: 'string', default: '20000' },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '5' },
        rate: { type: 'string', default: '100' },
        only: { type: 'string', default: STAGES.join(',') },
        json: { type: 'string' },
        compare: { type: 'string' },
        'cpu-prof': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('. ')[0]}. See npm run bench -- --help`);
  }
}

/** The simulator keeps a session's last 100,000 dispatches; beyond that nothing could be resumed. */
const MOST = 100_000;

function wholeNumber(name: string, text: string): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MOST) return value;
  throw new Error(`--${name} must be a whole number from 1 to ${MOST}, but is "${text}".`);
}

function stages(text: string): Stage[] {
  const unknown = text.split(',').find((name) => !STAGES.includes(name as Stage));
  if (unknown === undefined) return text.split(',') as Stage[];
  throw new Error(`--only takes ${STAGES.join(', ')}, separated by commas, but not "${unknown}".`);
}
