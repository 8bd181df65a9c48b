import { ENGINE_TABLES, serviceRoles } from '@synapse/store';
import { createTestDatabase, roleUrl, type TestDatabase, withClient } from '@synapse/testkit';
import { readTableOwners } from './table-owners.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('judging anew knows every table that the engine owns', () => {
  const owned = readTableOwners().filter(({ owner }) => owner === 'reward-engine');
  expect(new Set(ENGINE_TABLES)).toEqual(new Set(owned.map(({ table }) => table)));
});

test('only the engine keeps a checkpoint, and only the engine looks in', async () => {
  const tries = (role: string, sql: string) =>
    withClient(roleUrl(database.url, role), (client) => client.query(sql)).then(
      () => true,
      (error: { code?: string }) => error.code !== '42501',
    );
  expect(await tries(serviceRoles['reward-engine'], 'create table checkpoint.users as select 1 as id')).toBe(
    true,
  );
  for (const [service, role] of Object.entries(serviceRoles)) {
    const isEngine = service === 'reward-engine';
    const rights = [
      await tries(role, 'create table checkpoint.stray (id int)'),
      await tries(role, 'select from checkpoint.users'),
    ];
    expect([service, ...rights]).toEqual([service, isEngine, isEngine]);
  }
});
