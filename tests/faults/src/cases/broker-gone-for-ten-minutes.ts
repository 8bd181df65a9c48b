import { setTimeout as sleep } from 'node:timers/promises';
import type { Case } from './case.js';

const MINUTES = 10;

/** What Discord says meanwhile waits in the spool, and goes on its way in order. */
export const brokerGoneForTenMinutes: Case = {
  name: 'the broker is gone for ten minutes',
  isLong: true,
  async prepare() {
    return { options: { rate: 8 }, end: async () => {} };
  },
  async tell({ system }) {
    await sleep(2_000);
    await system.broker.kill();
    await sleep(MINUTES * 60_000);
    await system.broker.start();
    return `killed, and started after ${MINUTES} minutes`;
  },
};
