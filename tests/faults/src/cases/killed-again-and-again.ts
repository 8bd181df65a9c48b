import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from '../nemesis/fault.js';
import type { Case } from './case.js';
import { say } from './say.js';

const TIMES = 12;
const WITHIN_MS = 10_000;
const KILLED = ['ingest-gateway', 'lake-writer', 'reward-engine'];

/** What is said while a service is dead is in lake and journal soon after it was started again. */
export const killedAgainAndAgain: Case = {
  name: 'killed again and again',
  async tell(scene) {
    const took: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      for (const name of KILLED) took.push(await killAndSay(scene, name));
    }
    took.sort((a, b) => a - b);
    const [median, p99] = [0.5, 0.99].map((share) => took[Math.ceil(share * took.length) - 1] as number);
    scene.measured.set('redelivery after a kill, p99, ms', p99 as number);
    if ((p99 as number) > WITHIN_MS) throw new Error(`p99 is ${p99} ms`);
    return `${took.length} kills, from the start to what was said meanwhile: median ${median} ms, p99 ${p99} ms`;
  },
};

/** @returns milliseconds from the start of the service until what was said while it was dead has gone all the way */
async function killAndSay({ system, random }: Scene, name: string): Promise<number> {
  const service = system.service(name);
  service.kill();
  const arrived = say(system, random);
  await sleep(random.int(0, 500));
  const from = performance.now();
  service.start();
  await arrived();
  return Math.round(performance.now() - from);
}
