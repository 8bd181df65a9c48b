import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './case.js';
import { type Disk, makeDisk, noDisks } from './disk.js';

let disk: Disk;

/** nats-server gives JetStream up when its disk is full, and takes it up again when it is started anew: that is the operator's. */
export const fullDiskOfBroker: Case = {
  name: 'full disk of the broker',
  hindrance: noDisks,
  async prepare() {
    disk = makeDisk(48);
    return { options: { folders: { nats: disk.path }, durable: true }, end: async () => disk.end() };
  },
  async tell({ system }) {
    await sleep(2_000);
    disk.fill();
    await sleep(5_000);
    disk.free();
    await system.broker.stop();
    await system.broker.start();
    await sleep(1_000);
    return 'for 5 s, then freed and the broker started anew';
  },
};
