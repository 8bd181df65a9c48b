import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, stampedPid, tetheredPids } from '@synapse/testkit';
import type { Scene } from '../nemesis/fault.js';
import { type DatabaseServer, startDatabaseServer } from '../system/database-server.js';
import type { Case } from './case.js';
import { makePluggableDisk, noPlugs, type PluggableDisk } from './pluggable-disk.js';
import { callWitness } from './witness.js';

const CUTS = 3;
const BETWEEN_MS = 3_000;

interface Machine {
  disk: PluggableDisk;
  database: DatabaseServer;
  nats: string;
  postgres: string;
}

/** Broker, database and spool on one disk, all of them syncing as in production. */
async function buildMachine(): Promise<Machine> {
  const disk = makePluggableDisk(768);
  const postgres = join(disk.path, 'postgres');
  return {
    disk,
    postgres,
    nats: join(disk.path, 'nats'),
    database: await startDatabaseServer(postgres, true),
  };
}

/** Everything that runs on the disk loses its power at once, and comes back with what had reached the disk. */
async function cutPower({ system }: Scene, { disk, nats, postgres, database }: Machine, everything: boolean) {
  const services = [...system.services.values()];
  const [postmaster, broker] = [`${postgres}.pid`, join(nats, 'nats.pid')].map(stampedPid);
  disk.unplug();
  if (everything) for (const service of services) service.kill();
  // Their files are out of reach: what they do before they end comes to nothing. PostgreSQL's processes end with the first.
  await Promise.all([ended(postmaster, 'SIGQUIT'), ended(broker, 'SIGKILL')]);
  await disk.plugIn();
  await Promise.all([database.start(), system.broker.start()]);
  if (everything) for (const service of services) service.start();
}

async function ended(pid: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (pid === undefined) throw new Error('A server was not running when its power was cut.');
  process.kill(pid, signal);
  await eventually('a server without power to end', () => !tetheredPids.has(pid));
}

function powerCut(name: string, everything: boolean): Case {
  let machine: Machine;
  return {
    name,
    isLong: true,
    hindrance: noPlugs,
    async prepare() {
      machine = await buildMachine();
      const { disk, nats, database } = machine;
      const spool = join(disk.path, 'spool');
      return {
        options: { database, durable: true, folders: { nats, ...(everything && { spool }) } },
        async end() {
          await database.stop();
          await disk.end();
        },
      };
    },
    async tell(scene) {
      const sums = { commits: 0, publishes: 0 };
      for (let cut = 1; cut <= CUTS; cut += 1) {
        const witness = await callWitness(scene.system);
        await sleep(BETWEEN_MS);
        await cutPower(scene, machine, everything);
        await witness.stop();
        const { commits, publishes } = witness.confirmed();
        const missing = await witness.missing();
        if (missing.length > 0)
          throw new Error(`after cut ${cut}: ${missing.slice(0, 5).join(', ')} (${missing.length})`);
        sums.commits += commits;
        sums.publishes += publishes;
      }
      return `${CUTS} cuts; ${sums.commits} confirmed commits and ${sums.publishes} confirmed messages are there`;
    },
  };
}

export const powerCutOfServers = powerCut('power cut of broker and database', false);
export const powerCutOfEverything = powerCut('power cut of everything', true);
