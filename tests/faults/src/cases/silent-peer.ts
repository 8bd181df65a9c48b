import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import type { Scene } from '../nemesis/fault.js';
import type { Case } from './case.js';

const WITHIN_MS = 10_000;
/** What a service says of its servers in its readiness. */
const WATCHED: [service: string, server: 'nats' | 'postgres'][] = [
  ['ingest-gateway', 'nats'],
  ['lake-writer', 'nats'],
  ['reward-engine', 'nats'],
  ['lake-writer', 'postgres'],
  ['reward-engine', 'postgres'],
  ['query', 'postgres'],
];

/** A server falls silent without ending a connection: whoever needs it notices, and says so. */
export const silentPeer: Case = {
  name: 'a peer falls silent',
  async tell(scene) {
    await sleep(1_000);
    const took: number[] = [];
    for (const [service, server] of WATCHED) took.push(await notice(scene, service, server));
    const slowest = Math.max(...took);
    scene.measured.set('a dead peer noticed, ms', slowest);
    const found = WATCHED.map(([service, server], at) => `${service} ${server} ${took[at]} ms`).join(', ');
    if (slowest > WITHIN_MS) throw new Error(`noticed too late: ${found}`);
    return `noticed by ${found}`;
  },
};

async function notice({ system }: Scene, service: string, server: 'nats' | 'postgres'): Promise<number> {
  const process = system.service(service);
  const link = system.link(service, server);
  const isReady = async () => ((await process.ask('/readyz')) || '"ready":false').startsWith('{"ready":true');
  await process.untilReady(30_000);
  const from = performance.now();
  link?.hold('requests', 'answers');
  await eventually(`${service} to notice that ${server} is silent`, async () => !(await isReady()), 30_000);
  const tookMs = Math.round(performance.now() - from);
  link?.heal();
  link?.cut();
  await process.untilReady(30_000);
  return tookMs;
}
