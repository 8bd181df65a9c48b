import { setTimeout as sleep } from 'node:timers/promises';
import type { BusUser } from '@synapse/contracts';
import { services } from '../parts/parts.js';
import { buildPrevious, type OtherBuild, whyNoPrevious } from '../system/previous-build.js';
import { ROOT, type System } from '../system/system.js';
import type { Case } from './case.js';

const BESIDE_MS = 3_000;
const READY_WITHIN_MS = 60_000;
/** A spool is one process's, and so is the order of what is posted: one is ended before the next begins. */
const ALONE: readonly string[] = ['ingest-gateway', 'webhooks'];

const nextOf = (name: string) => `${name}-next`;
let previous: OtherBuild | undefined;

/** Everything runs as the previous build; one service after the other is replaced while both builds run beside each other. */
export const rollingRestart: Case = {
  name: 'a rolling restart from the previous build',
  isLong: true,
  hindrance: whyNoPrevious,
  async prepare() {
    previous = buildPrevious();
    const next = services
      .filter(({ name }) => !ALONE.includes(name))
      .map((service) => ({
        ...service,
        name: nextOf(service.name),
        of: service.name as BusUser,
        isStandby: true as const,
      }));
    return { options: { services: [...services, ...next] }, end: async () => previous?.remove() };
  },
  async tell({ system }) {
    const names = services.map(({ name }) => name);
    for (const name of names) await replace(system, name, previous?.root ?? '');
    await sleep(BESIDE_MS);
    for (const name of names) {
      if (!ALONE.includes(name)) await besideEachOther(system, name);
      await replace(system, name, ROOT);
      if (!ALONE.includes(name)) await system.service(nextOf(name)).stop();
      await system.service(name).untilReady(READY_WITHIN_MS);
    }
    return `${names.join(', ')}: each ran ${BESIDE_MS / 1_000} s beside its successor`;
  },
};

/** The new one comes up while the old one works, and goes on alone when that is ended. */
async function besideEachOther(system: System, name: string): Promise<void> {
  system.service(nextOf(name)).start();
  await sleep(BESIDE_MS);
  await system.service(name).stop();
  await system.service(nextOf(name)).untilReady(READY_WITHIN_MS);
  await sleep(BESIDE_MS);
}

async function replace(system: System, name: string, root: string): Promise<void> {
  const service = system.service(name);
  await service.stop();
  service.deploy(root);
  service.start();
}
