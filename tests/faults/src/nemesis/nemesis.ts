import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@synapse/testkit';
import type { Fault, Scene } from './fault.js';

/** How many things may be wrong at a time. */
const LANES = 2;

export interface Struck {
  name: string;
  what: string;
  /** Milliseconds since the first. */
  from: number;
  to: number;
}

/** Breaks one thing after the other, two at a time, until told to stop; what is broken by then is mended first. */
export async function unleash(scene: Scene, faults: readonly Fault[], until: AbortSignal): Promise<Struck[]> {
  const struck: Struck[] = [];
  const busy = new Set<string>();
  const begin = performance.now();
  const now = () => Math.round(performance.now() - begin);
  async function lane(): Promise<void> {
    while (!until.aborted) {
      await sleep(scene.random.int(50, 600), undefined, { signal: until }).catch(() => {});
      const fault = draw(
        faults.filter(({ on }) => !busy.has(on)),
        scene.random,
      );
      if (!fault || until.aborted) continue;
      busy.add(fault.on);
      const from = now();
      const what = await fault.strike(scene).finally(() => busy.delete(fault.on));
      struck.push({ name: fault.name, what, from, to: now() });
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  return struck;
}

function draw(faults: readonly Fault[], random: Random): Fault | undefined {
  let left = random.next() * faults.reduce((sum, { weight }) => sum + weight, 0);
  return faults.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}
