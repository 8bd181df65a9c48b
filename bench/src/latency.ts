import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureStream, factsStream } from '@synapse/bus';
import { discordSubject } from '@synapse/contracts';
import { eventually, roleUrl } from '@synapse/testkit';
import type { Activity } from './activity.js';
import type { Row } from './pair.js';
import { openRecording, type Sent } from './recording.js';
import { openReplay } from './replay.js';
import { type RewardClock, startRewardClock } from './reward-clock.js';
import type { Scene } from './scene.js';
import { ROLES, type Stack } from './stack.js';
import { createDurations, type Percentiles } from './statistics.js';

export interface LatencyOptions {
  runs: number;
  seconds: number;
  /** Dispatches a second. */
  rate: number;
}

const WARM_UP_SECONDS = 1;
const TIMES = 200;
const FACT_BYTES = 400;
/** A log of its own, so that nobody reads along. */
const SPARE = 'latency';

/**
 * From a dispatch on the socket to its reward event on its subject, beside the durable steps on the way, each alone on an
 * idle machine: one fsync of the spool, two publishes, one transaction of the engine.
 */
export async function measureLatency(scene: Scene, options: LatencyOptions): Promise<Row[]> {
  const { stack, recordOf } = scene;
  await ensureStream(stack.bus, factsStream(SPARE));
  const recording = openRecording(recordOf('reward-engine'));
  const replay = await openReplay(roleUrl(await stack.freshDatabase('latency'), ROLES['reward-engine']));
  const pairs: { ours: Percentiles; limit: Percentiles }[] = [];
  try {
    // Brings the copy to where the services' database is.
    await replay.run(recording.more());
    for (let run = 0; run < options.runs; run++) {
      const ours = await oneRun(scene, options);
      await scene.settled();
      await scene.check();
      pairs.push({ ours, limit: await bareSteps(stack, replay.run, recording.more()) });
    }
  } finally {
    replay.close();
  }
  return (['p50', 'p99'] as const).map((p) => ({
    key: `latency_${p}`,
    what: `dispatch → reward event at ${options.rate}/s, ${p}`,
    against: 'fsync + 2 publishes + the engine’s transaction',
    unit: 'ms',
    goal: { reach: 3, aim: 2, isMost: true },
    pairs: pairs.map(({ ours, limit }) => ({ ours: { value: ours[p] }, limit: { value: limit[p] } })),
  }));
}

/** Lets members talk at a fixed rate, whatever comes back. The first second is not counted. */
async function oneRun(scene: Scene, { seconds, rate }: LatencyOptions): Promise<Percentiles> {
  const { stack, activity } = scene;
  const total = rate * (WARM_UP_SECONDS + seconds);
  const clock = await startRewardClock(stack);
  scene.caused(total);
  await Promise.race([clock.ended, talk(activity, clock, total, rate)]);
  await Promise.race([
    clock.ended,
    eventually('the reward event of every message', () => clock.waiting() === 0),
  ]);
  await clock.stop();
  return clock.percentiles();
}

async function talk(activity: Activity, clock: RewardClock, total: number, rate: number): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < total; n++) {
    const early = start + (n * 1_000) / rate - performance.now();
    if (early > 0) await sleep(early);
    clock.say(activity, n >= rate * WARM_UP_SECONDS);
  }
}

async function bareSteps(
  stack: Stack,
  run: (sent: readonly Sent[]) => Promise<void>,
  transactions: readonly Sent[],
): Promise<Percentiles> {
  const spool = await bareFsync(stack.folder);
  const publish = await timed(() => stack.bus.js.publish(discordSubject(SPARE), new Uint8Array(FACT_BYTES)));
  const commits = createDurations();
  for (const each of transactions) {
    const start = performance.now();
    await run([each]);
    if (each.sequence !== null) commits.add(performance.now() - start);
  }
  const commit = commits.percentiles();
  const sum = (p: 'p50' | 'p99') => spool[p] + 2 * publish[p] + commit[p];
  return { count: commit.count, p50: sum('p50'), p99: sum('p99') };
}

async function bareFsync(folder: string): Promise<Percentiles> {
  const file = openSync(join(folder, 'bare-fsync'), 'w');
  try {
    return await timed(() => {
      writeSync(file, Buffer.alloc(FACT_BYTES));
      fsyncSync(file);
    });
  } finally {
    closeSync(file);
  }
}

async function timed(work: () => unknown): Promise<Percentiles> {
  const durations = createDurations();
  for (let n = 0; n < TIMES; n++) {
    const start = performance.now();
    await work();
    durations.add(performance.now() - start);
  }
  return durations.percentiles();
}
