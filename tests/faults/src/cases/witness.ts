import { publishFrame } from '@synapse/bus';
import { withClient } from '@synapse/testkit';
import type { System } from '../system/system.js';

const STREAM = 'WITNESS';

/** Writes to broker and database all the time, and remembers what each of them has confirmed. */
export interface Witness {
  /** Stops writing; what is under way by then is not counted on. */
  stop(): Promise<void>;
  confirmed(): { commits: number; publishes: number };
  /** What was confirmed and is not there, a line each; takes its traces away. */
  missing(): Promise<string[]>;
}

export async function callWitness(system: System): Promise<Witness> {
  const commits: number[] = [];
  const publishes = new Map<number, number>();
  let isOver = false;
  await system.rows('create table witness (n int primary key)');
  await system.withBus(({ jsm }) => jsm.streams.add({ name: STREAM, subjects: ['witness'] }));

  const commit = withClient(system.database.url(system.databaseName), async (client) => {
    client.on('error', () => {});
    for (let n = 1; !isOver; n += 1) {
      await client.query('insert into witness values ($1)', [n]);
      commits.push(n);
    }
  }).catch(() => {});
  const publish = system
    .withBus(async (bus) => {
      for (let n = 1; !isOver; n += 1) {
        const body = Buffer.from(String(n));
        const { sequence } = await publishFrame(bus, { subject: 'witness', id: `witness:${n}`, body });
        publishes.set(sequence, n);
      }
    })
    .catch(() => {});

  return {
    async stop() {
      isOver = true;
      await Promise.all([commit, publish]);
    },
    confirmed: () => ({ commits: commits.length, publishes: publishes.size }),
    async missing() {
      const rows = await system.rows<{ n: number }>('select n from witness');
      const committed = new Set(rows.map(({ n }) => n));
      await system.rows('drop table witness');
      const lost = commits.filter((n) => !committed.has(n)).map((n) => `commit ${n} is gone`);
      await system.withBus(async ({ jsm }) => {
        for (const [sequence, n] of publishes) {
          const kept = await jsm.streams.getMessage(STREAM, { seq: sequence }).catch(() => null);
          if (kept?.string() !== String(n)) lost.push(`message ${n} is gone`);
        }
        await jsm.streams.delete(STREAM);
      });
      return lost;
    },
  };
}
