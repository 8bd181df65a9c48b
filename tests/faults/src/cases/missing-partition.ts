import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './case.js';

/** The lake is about to need a partition that somebody dropped. */
export const missingPartition: Case = {
  name: 'a partition of the lake is missing',
  async tell({ system }) {
    await sleep(2_000);
    const writer = system.service('lake-writer');
    await writer.stop();
    await system.rows('drop table event_lake_p1');
    await system.rows('update lake_positions set next_lake_id = 999990');
    writer.start();
    await sleep(4_000);
    const [beyond] = await system.rows<{ n: number }>(
      'select count(*)::int as n from event_lake where id > 1000000',
    );
    if (!beyond?.n) throw new Error('No row of the missing partition is in the lake.');
    return `${beyond.n} rows were laid beyond it`;
  },
};
