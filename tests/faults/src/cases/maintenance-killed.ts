import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import type { Scene } from '../nemesis/fault.js';
import { killed, killedAt, NOT_REACHED } from '../nemesis/process-faults.js';
import type { System } from '../system/system.js';
import type { Case } from './case.js';
import { type Maintenance, maintenance } from './maintenance.js';

/** Each time at a step that makes something durable, and then at any moment. */
const AT_STEPS = 3;
const WITHIN_MS = 60_000;
/** Entries come all the time: for so long may nobody stand still, kills and starts included. */
const STILL_MS = 10_000;

/** Whoever does some work beside the log dies in the middle of it, and goes on with it while facts flow. */
export const maintenanceKilled: readonly Case[] = maintenance.map((work) => ({
  name: `${work.name} is killed while facts flow`,
  async tell(scene) {
    scene.injections.spoils = true;
    await sleep(1_000);
    const watch = watchPositions(scene.system);
    const told = await killInTheMiddle(scene, work);
    const stood = await watch.stop();
    if (Math.max(...Object.values(stood)) > STILL_MS)
      throw new Error(`positions stood still: ${JSON.stringify(stood)}`);
    const still = Object.entries(stood).map(([table, ms]) => `${table} ${ms} ms`);
    return `${told}; stood still at most: ${still.join(', ')}`;
  },
}));

async function killInTheMiddle(scene: Scene, work: Maintenance): Promise<string> {
  const { name, service, step } = work;
  const struck: string[] = [];
  for (let round = 0; round < AT_STEPS; round += 1) {
    // The step is watched before the work begins: it may be the first thing of it.
    struck.push(await once(scene, work, round, () => killedAt(service, step).strike(scene)));
  }
  await once(scene, work, AT_STEPS, async () => {
    await sleep(scene.random.int(0, 50));
    return killed(service).strike(scene);
  });
  const hits = struck.filter((what) => what !== NOT_REACHED);
  if (hits.length === 0) throw new Error(`${name} never came to ${step.called}`);
  return `${service} killed at ${step.called} (${hits.join(', ')}) and once anywhere`;
}

/** Lets the work be done once, while something strikes. @returns what struck */
async function once(
  scene: Scene,
  { name, service, prepare }: Maintenance,
  round: number,
  strike: () => Promise<string>,
): Promise<string> {
  const begin = await prepare(scene, round);
  const striking = strike();
  const isDone = await eventually(`${name} to be begun`, () => begin().catch(() => null), WITHIN_MS);
  const what = await striking;
  await eventually(`${name} to be done`, isDone, WITHIN_MS);
  await scene.system.service(service).untilReady(WITHIN_MS);
  return what;
}

/** Looks how long each owner's position stands still. */
function watchPositions({ rows }: System) {
  const over = new AbortController();
  const longest: Record<string, number> = { lake_positions: 0, engine_positions: 0 };
  const watch = async (table: string) => {
    let [last, since] = ['', performance.now()];
    while (!over.signal.aborted) {
      const [row] = await rows<{ sequence: string }>(`select sequence::text from ${table}`);
      if (row && row.sequence !== last) [last, since] = [row.sequence, performance.now()];
      longest[table] = Math.max(longest[table] ?? 0, Math.round(performance.now() - since));
      await sleep(100);
    }
  };
  const watching = Promise.all(Object.keys(longest).map(watch));
  watching.catch(() => {});
  return {
    async stop() {
      over.abort();
      await watching;
      return longest;
    },
  };
}
