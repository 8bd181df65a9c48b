import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '@synapse/store';
import { roleUrl, type TestDatabase, withClient } from '@synapse/testkit';
import { createEmptyDatabase } from './empty-database.js';
import { createMigrationsFolder, type MigrationsFolder } from './migrations-folder.js';

/** Roles belong to the whole server, so these tests run the project's own migrations with names of their own. */
const prefix = `r${randomBytes(4).toString('hex')}`;
const owner = `${prefix}_owner`;
const services = ['admin', 'lake_writer', 'query', 'reward_engine'].map((name) => `${prefix}_${name}`);

const folder = renameProjectMigrations();
let databases: TestDatabase[] = [];

const adminUrl = () => databases[0]?.adminUrl ?? '';
const ask = async (url: string, sql: string) => (await withClient(url, (client) => client.query(sql))).rows;
const rolesThere = async () =>
  (await ask(adminUrl(), `SELECT rolname FROM pg_roles WHERE rolname LIKE '${prefix}%' ORDER BY 1`)).map(
    (row) => row.rolname,
  );
const run = (database: TestDatabase | undefined, user?: string) => {
  const url = database?.url ?? '';
  return migrate(user ? roleUrl(url, user, 'secret') : url, { migrationsDir: folder.path });
};

function renameProjectMigrations(): MigrationsFolder {
  const project = path.resolve(__dirname, '../../prisma/migrations');
  const names = ['20261122130000_tables', '20261122130100_service_roles'];
  const renamed = names.map((name) => {
    const sql = readFileSync(path.join(project, name, 'migration.sql'), 'utf8');
    return [name, sql.replaceAll('synapse_', `${prefix}_`)];
  });
  return createMigrationsFolder(Object.fromEntries(renamed));
}

afterAll(() => folder.dispose());

beforeEach(async () => {
  databases = [await createEmptyDatabase()];
});
afterEach(async () => {
  await Promise.all(databases.slice(1).map((database) => database.drop()));
  const roles = await rolesThere();
  const server = adminUrl();
  await databases[0]?.drop();
  for (const role of roles) await ask(server, `DROP ROLE ${role}`);
});

test('databases of one server, migrated at the same moment, share the roles', async () => {
  databases.push(await createEmptyDatabase(), await createEmptyDatabase());
  await Promise.all(databases.map((database) => run(database)));
  expect(await rolesThere()).toEqual(services);
});

test('a role that another database is just creating is awaited, not tripped over', async () => {
  await withClient(adminUrl(), async (other) => {
    await other.query(`BEGIN; CREATE ROLE ${prefix}_query LOGIN`);
    const migrating = run(databases[0]);
    const waiting = `SELECT FROM pg_stat_activity WHERE application_name = 'synapse-migrate' AND wait_event_type = 'Lock'
                     AND datname = '${new URL(databases[0]?.url ?? '').pathname.slice(1)}'`;
    while ((await ask(adminUrl(), waiting)).length === 0) await sleep(5);
    await other.query('COMMIT');
    await migrating;
  });
  expect(await rolesThere()).toEqual(services);
});

describe('migrating as an ordinary owner of the database', () => {
  beforeEach(async () => {
    await ask(adminUrl(), `CREATE ROLE ${owner} LOGIN PASSWORD 'secret'`);
    databases.push(await createEmptyDatabase(owner));
  });

  test('says which right is missing, and leaves no trace', async () => {
    await expect(run(databases[1], owner)).rejects.toThrow(
      `The user ${owner} may not create the service roles: run ALTER ROLE ${owner} CREATEROLE; or CREATE ROLE ${prefix}_admin LOGIN; `,
    );
    const found = await ask(databases[1]?.url ?? '', `SELECT to_regclass('_prisma_migrations') AS ledger`);
    expect(found).toEqual([{ ledger: null }]);
  });

  test('works with CREATEROLE', async () => {
    await ask(adminUrl(), `ALTER ROLE ${owner} CREATEROLE`);
    expect((await run(databases[1], owner)).applied).toHaveLength(2);
    expect(await rolesThere()).toEqual([...services, owner].sort());
  });

  test('works without it where the roles exist already', async () => {
    for (const role of services) await ask(adminUrl(), `CREATE ROLE ${role} LOGIN`);
    expect((await run(databases[1], owner)).applied).toHaveLength(2);
  });

  test('says so when the user may not create tables', async () => {
    await expect(run(databases[0], owner)).rejects.toThrow(
      `The user ${owner} may not create tables: migrate as the owner of the database`,
    );
  });
});
