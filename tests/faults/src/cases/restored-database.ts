import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '@synapse/testkit';
import type { System } from '../system/system.js';
import type { Case } from './case.js';

const USERS_OF_IT = ['lake-writer', 'reward-engine', 'admin', 'query'];

/** Tables that are older than the log read it again from where they are. */
export const restoredDatabase: Case = {
  name: 'the database is restored to earlier',
  async tell({ system }) {
    const { databaseName: name } = system;
    await sleep(2_000);
    await whileDown(system, [`create database ${name}_copy template ${name}`]);
    await sleep(6_000);
    await whileDown(system, [
      `drop database ${name} with (force)`,
      `alter database ${name}_copy rename to ${name}`,
    ]);
    await sleep(1_000);
    return 'to six seconds before';
  },
};

async function whileDown(system: System, statements: readonly string[]): Promise<void> {
  const users = USERS_OF_IT.map(system.service);
  for (const each of users) await each.stop();
  await withClient(system.database.url('postgres'), async (client) => {
    for (const statement of statements) await client.query(statement);
  });
  for (const each of users) each.start();
}
