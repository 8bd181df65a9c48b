import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import { ingestGateway } from '../parts/ingest-gateway.js';
import { services } from '../parts/parts.js';
import type { Case } from './case.js';

const SECOND = 'ingest-gateway-2';

/** The second refuses in words as long as the first lives, and goes on where it was once it does not. */
export const twoGatewaysOnOneSpool: Case = {
  name: 'two gateways on one spool',
  async prepare() {
    const second = { ...ingestGateway.service, name: SECOND, of: 'ingest-gateway', isStandby: true } as const;
    return { options: { services: [...services, second] }, end: async () => {} };
  },
  async tell({ system }) {
    const [first, second] = [system.service('ingest-gateway'), system.service(SECOND)];
    second.start();
    await eventually('the second to be refused', () => second.falls.length > 0, 20_000);
    const words = second.output.find((line) => line.includes('"hint"') && line.includes('spool'));
    if (!words) throw new Error(`it was not told in words: ${second.output.slice(-4).join(' | ')}`);
    first.kill();
    await second.untilReady(30_000);
    await sleep(1_000);
    await second.stop();
    first.start();
    return 'the second was refused in words, and took over when the first was killed';
  },
};
