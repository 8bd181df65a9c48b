import { cpus, totalmem } from 'node:os';
import { discordSubject, factLines } from '@synapse/contracts';
import { saveUp } from './activity.js';
import { type Backlog, measureBacklog } from './backlog.js';
import type { Closing } from './closing.js';
import { measureEndToEnd } from './end-to-end.js';
import { surviveFaults } from './faults.js';
import { measureLakeInsert } from './lake-insert.js';
import { measureLatency } from './latency.js';
import { measureMaintenance } from './maintenance.js';
import type { Options, Stage } from './options.js';
import { entriesOf } from './oracle.js';
import type { Row } from './pair.js';
import { measureTheLog } from './publishing.js';
import { openScene, READERS, type Scene } from './scene.js';
import { COMMUNITY, lastEntry, type Stack, startStack } from './stack.js';

/** Everything that one run measured. */
export interface Result {
  at: string;
  machine: Record<'processors' | 'memoryGiB' | 'node' | 'postgresql' | 'natsServer', string>;
  rows: Row[];
  /** What is no ratio: memory, and what the checks found. */
  notes: string[];
}

const LEAN_FACTS = 4_000;
const PRISMA_FACTS = 1_000;
/** So many rounds of facts are in the log for the stages after the first. */
const ENOUGH = 3;

/** Measures services while they are warm, then each alone on what the log then holds. */
export async function run(options: Options, closing: Closing, say: (line: string) => void): Promise<Result> {
  say('starting durable servers, the simulated Discord and the services');
  const stack = await startStack(closing, say, options.profiles);
  const scene = await openScene(stack);
  const { facts, rounds, seconds, rate } = options;
  const wants = (stage: Stage) => options.only.includes(stage);
  const rows: Row[] = [];
  const notes: string[] = [];
  if (wants('end-to-end')) {
    const sizes = { facts, rounds, leanFacts: LEAN_FACTS, prismaFacts: PRISMA_FACTS };
    rows.push(...(await measureEndToEnd(scene, sizes, say)));
  } else await happen(scene, ENOUGH * facts);
  if (wants('latency')) {
    say(`latency at ${rate} dispatches a second`);
    rows.push(...(await measureLatency(scene, { runs: rounds, seconds, rate })));
  }
  if (wants('faults')) {
    say('duplicates and killed writers');
    notes.push(...(await surviveFaults(scene, facts)));
  }
  for (const name of READERS) await scene.readers[name].stop();
  if (wants('log')) {
    say('publishing and reading the log');
    rows.push(...(await measureTheLog(scene, { facts, rounds })));
  }
  notes.push(memoryOf('ingest-gateway', scene.gateway.peakMemory()));
  await scene.gateway.stop();
  if (wants('lake-insert')) {
    say('the lake’s insert and COPY');
    rows.push(await measureLakeInsert(stack, { facts: ENOUGH * facts, rounds }));
  }
  if (wants('maintenance')) {
    say('the lake while retention runs');
    rows.push(await measureMaintenance(stack, rounds));
  }
  if (!READERS.some(wants))
    return { at: new Date().toISOString(), machine: describeMachine(stack), rows, notes };
  const backlog = await pileUp(scene, facts);
  for (const name of READERS.filter(wants)) {
    say(`${name} on a backlog`);
    const measured = await measureBacklog(stack, name, backlog, rounds);
    rows.push(...measured.rows);
    notes.push(memoryOf(name, measured.peakMemory));
  }
  return { at: new Date().toISOString(), machine: describeMachine(stack), rows, notes };
}

/** Lets facts go through, so that tables and log hold some. */
async function happen(scene: Scene, facts: number): Promise<void> {
  scene.caused(facts);
  await saveUp(scene.stack.simulator, scene.activity, facts);
  await scene.settled();
  await scene.check();
}

const memoryOf = (name: string, mebibytes: number) =>
  `${name} held ${mebibytes.toFixed(0)} MiB at most (to reach: 250, aim: 150)`;

/** Says where the facts lie in the log, a first part to warm up on, and puts so many of them there again. */
async function pileUp({ stack }: Scene, facts: number): Promise<Backlog> {
  const entries = await entriesOf(stack, 1, await lastEntry(stack));
  const sizes = entries.map(({ body, subject }) =>
    subject === discordSubject(COMMUNITY) ? (factLines(body)?.length ?? 0) : 0,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const fresh = entries.length;
  const warm = placeOf(sizes, Math.min(facts, total / 3));
  const frames = entries.slice(placeOf(sizes, total - facts));
  for (const { subject, body } of frames) await stack.bus.js.publish(subject, body);
  const sumOf = (from: number, to: number) => sizes.slice(from, to).reduce((sum, size) => sum + size, 0);
  return {
    warm: { to: warm, facts: sumOf(0, warm) },
    fresh: { to: fresh, facts: sumOf(warm, fresh) },
    again: { to: fresh + frames.length, facts: sumOf(fresh - frames.length, fresh) },
  };
}

/** How many entries hold the first so many facts. */
function placeOf(sizes: readonly number[], facts: number): number {
  let sum = 0;
  return sizes.findIndex((size) => {
    sum += size;
    return sum >= facts;
  });
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
