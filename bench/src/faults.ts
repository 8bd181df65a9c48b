import { setTimeout as sleep } from 'node:timers/promises';
import { discordSubject } from '@synapse/contracts';
import { saveUp } from './activity.js';
import { entriesOf } from './oracle.js';
import { READERS, type Scene } from './scene.js';
import { COMMUNITY, lastEntry } from './stack.js';

const REDELIVERED = 0.05;
const KILLS = 3;

/**
 * Sends facts through while writers are killed, and puts a twentieth of the frames into the log a second time. Every count
 * and every figure must come out right.
 * @returns what happened, in words. @throws VoidFigureError naming each difference
 */
export async function surviveFaults(scene: Scene, facts: number): Promise<string[]> {
  const { stack } = scene;
  const from = (await lastEntry(stack)) + 1;
  scene.caused(facts);
  await saveUp(stack.simulator, scene.activity, facts);
  for (let kill = 0; kill < KILLS; kill++) {
    for (const name of READERS) {
      await sleep(500);
      await scene.readers[name].kill();
      scene.readers[name] = await stack.startReader(name);
    }
  }
  await scene.settled();
  const frames = await entriesOf(stack, from, await lastEntry(stack));
  const again = frames.filter((_, index) => index % Math.round(1 / REDELIVERED) === 0);
  for (const { body } of again) await stack.bus.js.publish(discordSubject(COMMUNITY), body);
  await scene.settled();
  await scene.check();
  return [
    `${facts} facts in ${frames.length} frames; ${again.length} frames delivered twice, each writer killed ${KILLS} times: 0 figures wrong`,
  ];
}
