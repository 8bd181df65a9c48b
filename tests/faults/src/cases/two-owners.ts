import { setTimeout as sleep } from 'node:timers/promises';
import type { BusUser } from '@synapse/contracts';
import { eventually } from '@synapse/testkit';
import { lakeWriter } from '../parts/lake-writer.js';
import { services } from '../parts/parts.js';
import { rewardEngine } from '../parts/reward-engine.js';
import type { System } from '../system/system.js';
import type { Case } from './case.js';

/** Owners and their standbys. */
const PAIRS = [
  { service: rewardEngine.service, table: 'engine_positions' },
  { service: lakeWriter.service, table: 'lake_positions' },
];

const standbyOf = (name: string) => `${name}-2`;

/** An owner stands still in the middle of a transaction, another takes over, and the first wakes up and believes it owns. */
export const twoOwners: Case = {
  name: 'two owners, one stopped in the middle of a transaction',
  async prepare() {
    const standbys = PAIRS.map(({ service }) => ({
      ...service,
      name: standbyOf(service.name),
      of: service.name as BusUser,
      isStandby: true as const,
    }));
    return { options: { services: [...services, ...standbys] }, end: async () => {} };
  },
  async tell({ system }) {
    const tookMs = [];
    for (const { service, table } of PAIRS) tookMs.push(await stopOwner(system, service.name, table));
    return `the standbys wrote after ${tookMs.join(' and ')} ms`;
  },
};

/** @returns milliseconds until the standby wrote */
async function stopOwner(system: System, name: string, table: string): Promise<number> {
  const owner = system.service(name);
  const standby = system.service(standbyOf(name));
  standby.start();
  await eventually(
    'the standby to wait',
    () => standby.output.some((line) => line.includes('serving health')),
    20_000,
  );
  await sleep(1_500);
  let stoppedAt = 0;
  system.link(name, 'postgres')?.trip({
    request: 'commit\0',
    moment: 'lost',
    act() {
      owner.signal('SIGSTOP');
      stoppedAt = performance.now();
    },
  });
  await eventually('a commit', () => stoppedAt > 0, 10_000);
  const positionNow = async () =>
    Number((await system.rows<{ sequence: string }>(`select sequence::text from ${table}`))[0]?.sequence);
  const before = await positionNow();
  await eventually('the standby to write', async () => (await positionNow()) > before, 40_000);
  const tookMs = Math.round(performance.now() - stoppedAt);
  owner.signal('SIGCONT');
  await sleep(2_000);
  // Whoever owns now ends, so that the seed's own process is the one that stays.
  await standby.stop();
  await owner.untilReady(30_000);
  return tookMs;
}
