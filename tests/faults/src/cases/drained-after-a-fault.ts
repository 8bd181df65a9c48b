import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Scene } from '../nemesis/fault.js';
import { killed } from '../nemesis/process-faults.js';
import { brokerFaults, databaseFaults } from '../nemesis/server-faults.js';
import { services } from '../parts/parts.js';
import type { Case } from './case.js';
import { say } from './say.js';

const EVENTS_A_SECOND = 500;
const WITHIN_MS = 15_000;

const named = (faults: readonly Fault[], name: string): Fault => {
  const found = faults.find((fault) => fault.name === name);
  if (!found) throw new Error(`There is no fault ${name}.`);
  return found;
};

const FAULTS: readonly Fault[] = [
  killed('ingest-gateway'),
  killed('lake-writer'),
  killed('reward-engine'),
  named(brokerFaults, 'kill nats-server'),
  named(databaseFaults, 'crash PostgreSQL'),
];

/** A busy community goes on talking: what piled up during a fault is worked off all the same. */
export const drainedAfterAFault: Case = {
  name: 'drained after a fault, at 500 events a second',
  async prepare() {
    // What is posted is not asked for here, and costs as much as what is.
    const silent = services.filter(({ posts }) => !posts);
    return { options: { rate: EVENTS_A_SECOND, services: silent }, end: async () => {} };
  },
  async tell(scene) {
    await sleep(1_000);
    const took: number[] = [];
    for (const fault of FAULTS) took.push(await drainedAfter(scene, fault));
    const slowest = Math.max(...took);
    scene.measured.set('drained after a single fault at 500 events a second, ms', slowest);
    if (slowest > WITHIN_MS) throw new Error(`it took ${took.join(', ')} ms`);
    return FAULTS.map(({ name }, at) => `${name}: ${took[at]} ms`).join(', ');
  },
};

/** @returns milliseconds from the end of the fault until all that had been said by then was in lake and journal */
async function drainedAfter(scene: Scene, fault: Fault): Promise<number> {
  await fault.strike(scene);
  const from = performance.now();
  await say(scene.system, scene.random)();
  return Math.round(performance.now() - from);
}
