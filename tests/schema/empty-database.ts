import { randomBytes } from 'node:crypto';
import { databaseUrl, type TestDatabase, withClient } from '@synapse/testkit';

/** A database on the test server that no migration has seen, owned by `owner` or the superuser. */
export async function createEmptyDatabase(owner = 'postgres'): Promise<TestDatabase> {
  const template = process.env.SYNAPSE_TEST_DATABASE_URL;
  if (!template) throw new Error('SYNAPSE_TEST_DATABASE_URL is not set: run the test through jest');
  const adminUrl = databaseUrl(template, 'postgres');
  const name = `empty_${process.pid}_${randomBytes(4).toString('hex')}`;
  const ask = (sql: string) => withClient(adminUrl, (client) => client.query(sql));
  await ask(`CREATE DATABASE ${name} OWNER ${owner} TEMPLATE template0`);
  return {
    url: databaseUrl(template, name),
    adminUrl,
    drop: async () => {
      await ask(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
