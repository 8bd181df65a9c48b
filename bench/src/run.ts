import { cpus, totalmem } from 'node:os';
import { createActivity } from './activity.js';
import { type BareInserts, measureBareInserts } from './bare-inserts.js';
import { type BarePublishes, measureBarePublishes } from './bare-publishes.js';
import { type BareWaits, measureBareWaits } from './bare-waits.js';
import { checkTables } from './check-tables.js';
import type { Closing } from './closing.js';
import { measureLatency } from './latency.js';
import type { Options } from './options.js';
import { createOracle } from './oracle.js';
import { type Stack, startStack } from './stack.js';
import type { Percentiles } from './statistics.js';
import { type Drained, drainSpool, fillSpool } from './throughput.js';

/** Everything that one run measured. */
export interface Result {
  at: string;
  machine: Record<'processors' | 'memoryGiB' | 'node' | 'postgresql' | 'natsServer', string>;
  options: Pick<Options, 'facts' | 'rounds' | 'seconds' | 'rate'>;
  rounds: Drained[];
  latency: Percentiles;
  limits: { inserts: BareInserts[]; publishes: BarePublishes[]; waits: BareWaits };
}

/** Measures services first, while they are warm, then stops them and measures what the machine can do without them. */
export async function run(options: Options, closing: Closing, say: (line: string) => void): Promise<Result> {
  say('starting durable servers, the simulated Discord and the services');
  const stack = await startStack(closing, say, options.profiles);
  const { rounds, latency } = await measureServices(stack, options, say);
  const limits = await measureLimits(stack, rounds, options, say);
  const { facts, seconds, rate } = options;
  return {
    at: new Date().toISOString(),
    machine: describeMachine(stack),
    options: { facts, rounds: options.rounds, seconds, rate },
    rounds,
    latency,
    limits,
  };
}

async function measureServices(stack: Stack, options: Options, say: (line: string) => void) {
  const oracle = createOracle();
  const activity = createActivity(stack.simulator);
  let gateway = await stack.startGateway({ broker: true });
  await gateway.untilReady();
  await stack.bootstrap();
  const readers = [await stack.startLakeWriter(), await stack.startRewardEngine()];
  await Promise.all(readers.map((reader) => reader.untilReady()));

  let dispatched = 0;
  const round = async (name: string, facts: number): Promise<Drained> => {
    await gateway.stop();
    say(`${name}: ${facts} dispatches into the spool`);
    await fillSpool(stack, activity, facts);
    dispatched += facts;
    const { drained, gateway: next } = await drainSpool(stack, readers, facts);
    gateway = next;
    say(`${name}: drained, checking the tables`);
    await checkTables(stack, oracle, dispatched);
    return drained;
  };

  await round('warm-up', Math.ceil(options.facts / 4));
  const rounds: Drained[] = [];
  for (let n = 1; n <= options.rounds; n++) {
    rounds.push(await round(`round ${n} of ${options.rounds}`, options.facts));
  }

  await gateway.untilReady();
  say(`latency at ${options.rate} dispatches a second, ${options.seconds} s`);
  const { sent, latency } = await measureLatency(stack, activity, options);
  dispatched += sent;
  await checkTables(stack, oracle, dispatched);
  for (const service of [gateway, ...readers]) await service.stop();
  return { rounds, latency };
}

async function measureLimits(
  stack: Stack,
  rounds: readonly Drained[],
  options: Options,
  say: (line: string) => void,
): Promise<Result['limits']> {
  say('the services are stopped; limits of the machine: publishes');
  const lastRound = rounds.at(-1) as Drained;
  const publishes = await measureBarePublishes(stack, lastRound, options.rounds);
  say('limits of the machine: single durable steps');
  const waits = await measureBareWaits(stack);
  say('limits of the machine: inserts');
  const inserts = await measureBareInserts(stack, options.facts, options.rounds);
  return { inserts, publishes, waits };
}

function describeMachine({ versions }: Stack): Result['machine'] {
  const processors = cpus();
  return {
    processors: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
    memoryGiB: (totalmem() / 1024 ** 3).toFixed(0),
    node: process.version,
    ...versions,
  };
}
