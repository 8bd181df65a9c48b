import { createTestDatabase, type TestDatabase, withClient } from '@synapse/testkit';
import { readEnums, readTable } from './live-tables.js';
import { specEnums, specTables } from './spec-tables.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('there are fifteen', () => {
  expect(Object.keys(specTables)).toHaveLength(15);
});

test.each(Object.keys(specTables))('%s is as the spec says: nothing less, nothing more', async (table) => {
  expect(await withClient(database.url, (client) => readTable(client, table))).toEqual(specTables[table]);
});

test('the enums are as the spec says', async () => {
  expect(await withClient(database.url, readEnums)).toEqual(specEnums);
});

test('rows that are updated over and over leave room on their page', async () => {
  const { rows } = await withClient(database.url, (client) =>
    client.query(
      `SELECT relname, reloptions FROM pg_class WHERE relkind = 'r' AND reloptions IS NOT NULL
         AND relnamespace = 'public'::regnamespace ORDER BY relname`,
    ),
  );
  expect(rows).toEqual([
    { relname: 'event_counters', reloptions: ['fillfactor=50'] },
    { relname: 'member_totals', reloptions: ['fillfactor=70'] },
    { relname: 'reward_windows', reloptions: ['fillfactor=70'] },
    { relname: 'user_stats', reloptions: ['fillfactor=70'] },
    { relname: 'users', reloptions: ['fillfactor=70'] },
  ]);
});
