import { migrate } from '@synapse/store';
import { type TestDatabase, withClient } from '@synapse/testkit';
import { createEmptyDatabase } from './empty-database.js';
import { createMigrationsFolder, type MigrationsFolder } from './migrations-folder.js';

let database: TestDatabase;
let folder: MigrationsFolder;
let lines: string[];

beforeEach(async () => {
  folder = createMigrationsFolder({
    '1_one': 'CREATE TABLE one (id int);',
    '2_two': 'CREATE TABLE two (id int); INSERT INTO two VALUES (2);',
  });
  lines = [];
  database = await createEmptyDatabase();
});
afterEach(async () => {
  folder.dispose();
  await database.drop();
});

const run = () =>
  migrate(database.url, { migrationsDir: folder.path, log: (line: string) => lines.push(line) });
const ask = async (sql: string) => (await withClient(database.url, (client) => client.query(sql))).rows;
const tables = async () =>
  (await ask(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)).map(
    (row) => row.tablename,
  );

test('applies what is missing, in order, and a second time nothing', async () => {
  expect(await run()).toEqual({ applied: ['1_one', '2_two'] });
  expect(lines).toEqual(['applied 1_one', 'applied 2_two']);
  expect(await run()).toEqual({ applied: [] });
  folder.write('3_three', 'CREATE TABLE three (id int);');
  expect(await run()).toEqual({ applied: ['3_three'] });
  expect(await tables()).toEqual(['_prisma_migrations', 'one', 'three', 'two']);
});

test('the migrations of the project apply from their own place', async () => {
  const { applied } = await migrate(database.url);
  expect(applied).toEqual([
    '20261122130000_tables',
    '20261122130100_service_roles',
    '20261122150000_economy',
    '20261122161500_erasure',
    '20261122162600_what_if',
    '20261122164500_admin_api',
    '20261122170300_checkpoint',
    '20261122172000_dead_letter_decisions',
    '20261122172800_writes_that_stay_cheap',
    '20261122172900_lake_partitions',
    '20261122174000_departures',
    '20261122174500_member_imports',
    '20261122190500_jobs',
    '20261122191200_bot',
    '20261122192700_what_if_applications',
    '20261122194200_uploads',
    '20261122224000_import_gains',
    '20261122225900_logged_at',
    '20261122233500_announcement_traces',
    '20261122235400_followed_names',
    '20261123044100_frames_read',
  ]);
  expect(await migrate(database.url)).toEqual({ applied: [] });
});

test('a fresh database lets nobody in but the services', async () => {
  await migrate(database.url);
  expect(
    await ask(`
      SELECT 'database' AS what FROM pg_database, aclexplode(datacl) WHERE datname = current_database() AND grantee = 0
      UNION ALL SELECT 'schema' FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee = 0
      UNION ALL SELECT relname FROM pg_class, aclexplode(relacl)
                WHERE relnamespace = 'public'::regnamespace AND grantee = 0`),
  ).toEqual([]);
  expect(
    await ask(`
      SELECT grantee::regrole::text AS role, privilege_type AS right FROM pg_database, aclexplode(datacl)
      WHERE datname = current_database() AND grantee <> datdba ORDER BY 1, 2`),
  ).toEqual([
    { role: 'synapse_admin', right: 'CONNECT' },
    { role: 'synapse_bot', right: 'CONNECT' },
    { role: 'synapse_lake_writer', right: 'CONNECT' },
    { role: 'synapse_query', right: 'CONNECT' },
    { role: 'synapse_reward_engine', right: 'CONNECT' },
    { role: 'synapse_reward_engine', right: 'TEMPORARY' },
  ]);
});

test('calls at the same moment apply everything once', async () => {
  folder.write('1_one', 'CREATE TABLE one (id int); SELECT pg_sleep(0.2);');
  const results = await Promise.all([run(), run(), run()]);
  expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 2]);
  expect(await ask('SELECT count(*)::int AS rows FROM _prisma_migrations')).toEqual([{ rows: 2 }]);
  expect(
    lines.filter((line) => line === 'another migration of this database is running: waiting for it to end'),
  ).toHaveLength(2);
});

describe('a migration that fails', () => {
  beforeEach(() => {
    folder.write('2_two', 'CREATE TABLE two (id int);\n\nINSERT INTO nowhere VALUES (2);');
    folder.write('3_three', 'CREATE TABLE three (id int);');
  });

  test('is rolled back, keeps its reason and says what to do', async () => {
    await expect(run()).rejects.toThrow(
      /^Migration 2_two failed: relation "nowhere" does not exist \(42P01\) at line 3 of migration.sql\. .*migrate again\.$/,
    );
    expect(await tables()).toEqual(['_prisma_migrations', 'one']);
    expect(
      await ask(`SELECT migration_name, finished_at, rolled_back_at, applied_steps_count, logs LIKE '%nowhere%' AS logged
                 FROM _prisma_migrations WHERE migration_name <> '1_one'`),
    ).toEqual([
      {
        migration_name: '2_two',
        finished_at: null,
        rolled_back_at: null,
        applied_steps_count: 0,
        logged: true,
      },
    ]);
  });

  test('blocks the next run, even when the file is mended', async () => {
    await expect(run()).rejects.toThrow('failed');
    folder.write('2_two', 'CREATE TABLE two (id int);');
    await expect(run()).rejects.toThrow(/^P3009: migration 2_two failed in this database at .*nowhere/);
    expect(await tables()).toEqual(['_prisma_migrations', 'one']);
  });

  test('is applied anew after the statement that the message gives', async () => {
    const message = await run().catch((error: Error) => error.message);
    const statement = /UPDATE _prisma_migrations .*?;/.exec(String(message))?.[0];
    await ask(statement ?? 'no statement in the message');
    folder.write('2_two', 'CREATE TABLE two (id int);');
    expect(await run()).toEqual({ applied: ['2_two', '3_three'] });
  });

  test('leaves its reason also when it opened a transaction of its own', async () => {
    folder.write('2_two', 'BEGIN; CREATE TABLE two (id int); SELECT 1 / 0; COMMIT;');
    await expect(run()).rejects.toThrow('division by zero (22012)');
    await expect(run()).rejects.toThrow(/^P3009.*division by zero/);
  });
});

test('warns of a migration that was edited after it was applied, and goes on', async () => {
  await run();
  folder.write('1_one', 'CREATE TABLE one (id bigint);');
  folder.write('3_three', 'CREATE TABLE three (id int);');
  lines = [];
  expect(await run()).toEqual({ applied: ['3_three'] });
  expect(lines[0]).toMatch(/^warning: migration 1_one was edited after it was applied/);
});

test('notes a database that is ahead of the folder', async () => {
  await run();
  folder.remove('2_two');
  lines = [];
  expect(await run()).toEqual({ applied: [] });
  expect(lines).toEqual([
    'note: the database is ahead of this folder by 2_two: a newer version of Synapse has migrated it.',
  ]);
});

test("refuses a stranger's tables", async () => {
  await ask('CREATE TABLE theirs (id int)');
  await expect(run()).rejects.toThrow(
    'P3005: the database was never migrated and is not empty (it holds theirs): use an empty database.',
  );
  expect(await tables()).toEqual(['theirs']);
});

test('refuses a folder without migrations before it connects', async () => {
  const nowhere = 'postgresql://nobody@127.0.0.1:1/none';
  await expect(migrate(nowhere, { migrationsDir: '/nonexistent' })).rejects.toThrow(
    'No migrations in /nonexistent: is this the folder they lie in?',
  );
});
