import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eventually } from '@synapse/testkit';
import { createClosing } from './closing.js';
import { cpuTimes } from './cpu-time.js';
import { type RewardClock, startRewardClock } from './reward-clock.js';
import { openScene, type Scene } from './scene.js';
import { COMMUNITY, lastEntry, startStack } from './stack.js';

const help = `Drives Synapse with the simulated Discord at a steady rate, and tells how it does.

  npm run load -- --rate N --minutes M    N messages a second (default 100) for M minutes (default 5)

Every ten seconds a line: messages a second, entries that a service is behind, percentiles of the time from a dispatch to
its reward event, and memory and processor share of each process. It stops by itself, compares all tables with the log, and
ends with 1 when anything is wrong. It brings servers of its own and leaves nothing behind.
`;

const REPORT_EVERY_MS = 10_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '100' },
      minutes: { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void say(help);
  const closing = createClosing();
  try {
    await Promise.race([load(closing, Number(values.rate), Number(values.minutes)), interrupted()]);
  } finally {
    await closing.all(say);
  }
}

async function load(closing: ReturnType<typeof createClosing>, rate: number, minutes: number): Promise<void> {
  if (!(rate > 0 && minutes > 0)) throw new Error('--rate and --minutes must be numbers above 0.');
  say('starting durable servers, the simulated Discord and the services');
  const stack = await startStack(closing, say, undefined);
  const scene = await openScene(stack, { isRecorded: false });
  const clock = await startRewardClock(stack);
  const total = Math.round(rate * minutes * 60);
  scene.caused(total);
  const report = startReport(scene, clock);
  await Promise.race([clock.ended, talk(scene, clock, rate, total)]);
  await eventually('the reward event of every message', () => clock.waiting() === 0, 120_000);
  report.stop();
  await clock.stop();
  await scene.settled();
  await scene.check();
  say(`${total} messages; every count and every figure is right`);
}

async function talk({ activity }: Scene, clock: RewardClock, rate: number, total: number): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < total; n++) {
    const early = start + (n * 1_000) / rate - performance.now();
    if (early > 0) await sleep(early);
    clock.say(activity, true);
  }
}

/** Tells how things are every ten seconds. */
function startReport(scene: Scene, clock: RewardClock) {
  let before = { at: performance.now(), cpu: cpuTimes(scene.pids()) };
  const timer = setInterval(() => {
    const now = { at: performance.now(), cpu: cpuTimes(scene.pids()) };
    const { cpu } = before;
    const spanUs = (now.at - before.at) * 1_000;
    const share = (name: string) => ((now.cpu[name] ?? 0) - (cpu[name] ?? 0)) / spanUs;
    const seconds = spanUs / 1e6;
    before = now;
    void tell(scene, clock, seconds, share).catch((error: Error) => say(error.message));
  }, REPORT_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

async function tell(scene: Scene, clock: RewardClock, seconds: number, share: (name: string) => number) {
  await scene.readAlong();
  const { count, p50, p99 } = clock.percentiles();
  const { rows } = await scene.stack.pool.query(
    `select l.sequence as lake, e.sequence as engine
     from lake_positions l join engine_positions e using (community) where community = $1`,
    [COMMUNITY],
  );
  const last = await lastEntry(scene.stack);
  const behind = (sequence: bigint) => last - Number(sequence);
  const services = [scene.gateway, ...Object.values(scene.readers)];
  const processes = Object.keys(scene.pids()).map((name) => {
    const memory = services.find((service) => service.name === name)?.memory();
    const held = memory === undefined ? '' : ` ${memory.toFixed(0)} MiB`;
    return `${name} ${(share(name) * 100).toFixed(0)} %${held}`;
  });
  say(
    [
      `${(count / seconds).toFixed(0)}/s`,
      `behind: lake ${behind(rows[0].lake)}, engine ${behind(rows[0].engine)}, waiting ${clock.waiting()}`,
      `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      processes.join(', '),
    ].join(' | '),
  );
}

function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(`Stopped by ${signal}.`)));
    }
  });
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`load: ${error.message}\n`);
    process.exit(1);
  },
);
