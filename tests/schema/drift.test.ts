import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@synapse/store';
import { type TestDatabase, withClient } from '@synapse/testkit';
import { createEmptyDatabase } from './empty-database.js';
import { readTable } from './live-tables.js';
import { runSchemaEngine } from './schema-engine.js';

let ours: TestDatabase;
let prismas: TestDatabase;

beforeAll(async () => {
  [ours, prismas] = await Promise.all([createEmptyDatabase(), createEmptyDatabase()]);
  await migrate(ours.url);
  const { exitCode, stderr } = await runSchemaEngine(prismas.url, 'apply');
  if (exitCode) throw new Error(stderr);
});
afterAll(() => Promise.all([ours.drop(), prismas.drop()]));

const readLedgerRows = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT migration_name, checksum, logs, rolled_back_at, applied_steps_count, length(id) AS id_length,
              finished_at >= started_at AS in_order FROM _prisma_migrations ORDER BY started_at`,
    );
    return rows;
  });

test('the migrations give exactly what schema.prisma says', async () => {
  expect(await runSchemaEngine(ours.url, 'diff')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test('Prisma finds our books in order: nothing to apply, nothing edited, nothing failed', async () => {
  const { stdout } = await runSchemaEngine(ours.url, 'diagnose');
  expect(JSON.parse(stdout)).toEqual({
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true,
    history: null,
  });
  expect(JSON.parse((await runSchemaEngine(ours.url, 'apply')).stdout)).toEqual({
    appliedMigrationNames: [],
  });
});

test('our books read as those that Prisma itself keeps', async () => {
  const rows = await readLedgerRows(ours.url);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows).toEqual(await readLedgerRows(prismas.url));
  const table = (url: string) => withClient(url, (client) => readTable(client, '_prisma_migrations'));
  expect(await table(ours.url)).toEqual(await table(prismas.url));
});

test('what Prisma applied, we leave alone', async () => {
  expect(await migrate(prismas.url)).toEqual({ applied: [] });
});

test('a failed migration of ours is a failed migration to Prisma', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'synapse-migrations-'));
  const database = await createEmptyDatabase();
  try {
    cpSync(path.resolve(__dirname, '../../prisma/migrations'), folder, { recursive: true });
    cpSync(path.join(folder, '20261122130100_service_roles'), path.join(folder, '29990101000000_broken'), {
      recursive: true,
    });
    writeFileSync(path.join(folder, '29990101000000_broken/migration.sql'), 'SELECT 1 / 0;');
    await expect(migrate(database.url, { migrationsDir: folder })).rejects.toThrow('division by zero');
    const { stdout } = await runSchemaEngine(database.url, 'diagnose', folder);
    expect(JSON.parse(stdout)).toMatchObject({
      editedMigrationNames: [],
      failedMigrationNames: ['29990101000000_broken'],
    });
  } finally {
    rmSync(folder, { recursive: true });
    await database.drop();
  }
});
