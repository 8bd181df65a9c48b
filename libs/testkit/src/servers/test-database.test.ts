import { databaseUrl, roleUrl, serviceRoles, withClient } from './databases.js';
import { createTestDatabase } from './test-database.js';

const names = (url: string) =>
  withClient(url, async (client) =>
    (await client.query('select datname from pg_database')).rows.map((r) => r.datname),
  );

test('clones made at the same time are migrated, apart from each other, and gone when dropped', async () => {
  const clones = await Promise.all(Array.from({ length: 6 }, () => createTestDatabase()));
  const [first, second] = clones;
  if (!first || !second) throw new Error('no clones');
  await withClient(first.url, (client) => client.query('create table mine (id int)'));
  const found = await withClient(second.url, async (client) => {
    const { rows } = await client.query(
      "select to_regclass('mine') as mine, to_regclass('event_lake') as lake, current_setting('TimeZone') as zone",
    );
    return rows[0];
  });
  expect(found).toEqual({ mine: null, lake: 'event_lake', zone: 'UTC' });

  await Promise.all(clones.map((clone) => clone.drop()));
  const left = await names(first.adminUrl);
  for (const clone of clones) expect(left).not.toContain(new URL(clone.url).pathname.slice(1));
});

test('every service role can log in to a clone', async () => {
  const clone = await createTestDatabase();
  const roles = await serviceRoles(clone.adminUrl);
  expect(roles).toEqual(
    expect.arrayContaining(['synapse_lake_writer', 'synapse_query', 'synapse_reward_engine']),
  );
  for (const role of roles) {
    const user = await withClient(roleUrl(clone.url, role), (client) => client.query('select current_user'));
    expect(user.rows[0]).toEqual({ current_user: role });
  }
  await clone.drop();
});

test('the template itself accepts no connection, so nothing can change it under others', async () => {
  const templateUrl = process.env.SYNAPSE_TEST_DATABASE_URL ?? '';
  await expect(withClient(templateUrl, async () => {})).rejects.toThrow(
    'not currently accepting connections',
  );
});

test('an address changes its database or its role and keeps the rest', () => {
  const url = 'postgresql://postgres:pw@127.0.0.1:5432/one';
  expect(databaseUrl(url, 'two')).toBe('postgresql://postgres:pw@127.0.0.1:5432/two');
  expect(roleUrl(url, 'reader', 'p@ss')).toBe('postgresql://reader:p%40ss@127.0.0.1:5432/one');
});
