import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DatabaseServer, startDatabaseServer } from '../system/database-server.js';
import type { Case } from './case.js';
import { type Disk, makeDisk, noDisks } from './disk.js';

let disk: Disk;
let database: DatabaseServer;

/** PostgreSQL ends itself when it can write no log; it recovers once it is started with room again. */
export const fullDiskOfDatabase: Case = {
  name: 'full disk of the database',
  hindrance: noDisks,
  async prepare() {
    disk = makeDisk(320);
    database = await startDatabaseServer(join(disk.path, 'postgres'));
    return {
      options: { database },
      async end() {
        await database.stop();
        disk.end();
      },
    };
  },
  async tell({ system }) {
    await sleep(2_000);
    disk.fill();
    await sleep(6_000);
    disk.free();
    const isUp = await system.rows('select 1').then(
      () => true,
      () => false,
    );
    if (!isUp) {
      await database.crash();
      await database.start();
    }
    return `for 6 s; it ${isUp ? 'went on' : 'had ended and was started anew'}`;
  },
};
