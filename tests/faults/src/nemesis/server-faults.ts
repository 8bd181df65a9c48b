import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@synapse/bus';
import { eventually } from '@synapse/testkit';
import type { Fault } from './fault.js';

export const brokerFaults: Fault[] = [
  {
    name: 'kill nats-server',
    on: 'nats',
    weight: 2,
    async strike({ system, random }) {
      const ms = random.int(0, 2_000);
      await system.broker.kill();
      await sleep(ms);
      await system.broker.start();
      return `down for ${ms} ms`;
    },
  },
  {
    name: 'restart nats-server',
    on: 'nats',
    weight: 1,
    async strike({ system }) {
      await system.broker.stop();
      await system.broker.start();
      return 'at once';
    },
  },
  {
    name: 'freeze nats-server',
    on: 'nats',
    weight: 2,
    async strike({ system, random }) {
      const ms = random.int(300, 3_000);
      system.broker.freeze();
      await sleep(ms);
      system.broker.thaw();
      return `for ${ms} ms`;
    },
  },
  {
    name: 'wipe the consumers of nats-server',
    on: 'nats',
    weight: 1,
    async strike({ system }) {
      // Just started again, it may be too busy to say.
      const wipe = () => system.withBus(wipeConsumers).catch(() => null);
      const wiped = await eventually('nats-server to say what its consumers are', wipe, 30_000);
      return `${wiped} of them`;
    },
  },
];

async function wipeConsumers({ jsm }: Bus): Promise<number> {
  let wiped = 0;
  for await (const { name, stream_name: stream } of jsm.consumers.list('FACTS_main')) {
    await jsm.consumers.delete(stream, name).catch(() => {});
    wiped += 1;
  }
  return wiped;
}

export const databaseFaults: Fault[] = [
  {
    name: 'crash PostgreSQL',
    on: 'postgres',
    weight: 2,
    async strike({ system, random }) {
      const ms = random.int(0, 1_500);
      await system.database.crash();
      await sleep(ms);
      await system.database.start();
      return `down for ${ms} ms`;
    },
  },
  {
    name: 'end the backends of PostgreSQL',
    on: 'postgres',
    weight: 2,
    async strike({ system }) {
      const ended = await system.rows(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> current_user`,
      );
      return `${ended.length} of them`;
    },
  },
  {
    name: 'move PostgreSQL to another address',
    on: 'postgres',
    weight: 1,
    async strike({ system }) {
      await system.database.moveAddress();
      for (const link of system.links('postgres')) {
        link.target(system.database.port);
        link.cut();
      }
      return `to port ${system.database.port}`;
    },
  },
];
