import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import type { System } from '../system/system.js';
import { letWrite, whileArchived } from './archive.js';
import type { Case } from './case.js';

/** Who reads the log as long as they live; of admin, only bootstrap does. */
const READERS = ['lake-writer', 'reward-engine'];

/** Whoever has a place in the log stops and names the command that accepts another one; nothing moves until then. */
export const wipedLog: Case = {
  name: 'the log is wiped',
  async tell(scene) {
    const { system } = scene;
    await sleep(3_000);
    await whileArchived(scene, () =>
      system.withBus(async ({ jsm }) => {
        await jsm.streams.delete('FACTS_main');
      }),
    );
    letWrite(system);
    await accepted(system);
    await sleep(2_000);
    return 'its readers stopped, each naming the command that accepts it, and went on after it';
  },
};

/** Waits until each reader stops because of the log, accepts it, and starts them again. */
export async function accepted(system: System): Promise<void> {
  const figures = () => system.rows('select sum(xp), sum(gold), count(*) from users');
  const readers = READERS.map(system.service);
  const asks = (name: string) =>
    eventually(
      `${name} to name the command that accepts the log`,
      () => system.service(name).output.some((line) => line.includes('accept-log')),
      40_000,
    );
  await Promise.all(READERS.map(asks));
  const before = await figures();
  for (const reader of readers) await reader.stop();
  for (const name of [...READERS, 'admin']) {
    const { code, lines } = await system.command(name, 'accept-log-main');
    if (code !== 0)
      throw new Error(`accept-log of ${name} ended with ${code}: ${lines.slice(-3).join(' | ')}`);
  }
  if (JSON.stringify(await figures()) !== JSON.stringify(before)) throw new Error('Figures moved meanwhile.');
  for (const reader of readers) reader.start();
}
