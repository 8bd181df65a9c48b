import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './case.js';
import { type Disk, makeDisk, noDisks } from './disk.js';

let disk: Disk;

/** The gateway reads no more than it can keep: Discord resends what it was not told to have been taken. */
export const fullDiskOfSpool: Case = {
  name: 'full disk of the spool',
  hindrance: noDisks,
  async prepare() {
    disk = makeDisk(24);
    return { options: { folders: { spool: disk.path } }, end: async () => disk.end() };
  },
  async tell({ system }) {
    await sleep(2_000);
    disk.fill();
    await sleep(5_000);
    const ready = await system.service('ingest-gateway').ask('/readyz');
    disk.free();
    await sleep(2_000);
    return `for 5 s; readiness said ${ready.replace(/\s+/g, ' ')}`;
  },
};
