import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from '../nemesis/fault.js';
import { whileArchived } from './archive.js';
import type { Case } from './case.js';
import { accepted } from './wiped-log.js';

/** A log that is shorter than what was read of it: its readers stop before anything that is put there anew is passed over. */
export const restoredLog: Case = {
  name: 'the log is restored to earlier',
  async tell(scene) {
    const { system } = scene;
    const store = join(system.folder, 'nats/jetstream/jetstream/SYNAPSE/streams/FACTS_main');
    const copy = join(system.folder, 'log-copy');
    await whileStopped(scene, () => cpSync(store, copy, { recursive: true }));
    await sleep(8_000);
    await whileArchived(scene, () =>
      whileStopped(scene, () => {
        rmSync(store, { recursive: true });
        cpSync(copy, store, { recursive: true });
      }),
    );
    for (const name of ['ingest-gateway', 'admin']) system.service(name).start();
    await accepted(system);
    await sleep(2_000);
    return 'its readers stopped, each naming the command that accepts it, and went on after it';
  },
};

async function whileStopped({ system: { broker } }: Scene, work: () => void): Promise<void> {
  await broker.stop();
  work();
  await broker.start();
}
