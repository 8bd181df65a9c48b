import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { databaseUrl, withClient } from './databases.js';

export interface TestDatabase {
  /** The superuser's address of this database; `roleUrl(url, role)` gives a service role's. */
  url: string;
  /** The superuser's address of the server's maintenance database. */
  adminUrl: string;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
}

const objectInUse = '55006';

/** A database of one's own, cloned from the migrated template on the shared test server. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const templateUrl = process.env.SYNAPSE_TEST_DATABASE_URL;
  if (!templateUrl) {
    throw new Error(
      'SYNAPSE_TEST_DATABASE_URL is not set: run the test through jest, whose global setup starts a server',
    );
  }
  const adminUrl = databaseUrl(templateUrl, 'postgres');
  const template = new URL(templateUrl).pathname.slice(1);
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await withClient(adminUrl, (client) => clone(client, template, name));
  return {
    url: databaseUrl(templateUrl, name),
    adminUrl,
    drop: () =>
      withClient(adminUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** A template that another clone is being made of is "in use" for a moment. */
async function clone(client: Client, template: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`create database ${name} template ${client.escapeIdentifier(template)}`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== objectInUse || attempt === 20) throw error;
      await sleep(50 * attempt);
    }
  }
}

/** Closes a migrated database to connections, so that nothing can change or hold what others clone. */
export async function sealTemplate(templateUrl: string): Promise<void> {
  const name = new URL(templateUrl).pathname.slice(1);
  await withClient(databaseUrl(templateUrl, 'postgres'), async (client) => {
    await client.query(
      `alter database ${client.escapeIdentifier(name)} with is_template true allow_connections false`,
    );
  });
}
