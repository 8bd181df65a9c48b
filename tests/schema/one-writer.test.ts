import { serviceRoles } from '@synapse/store';
import { createTestDatabase, roleUrl, type TestDatabase, withClient } from '@synapse/testkit';
import type { Client } from 'pg';
import { readTableOwners } from './table-owners.js';

const tables = readTableOwners();
const services = Object.keys(serviceRoles) as (keyof typeof serviceRoles)[];
const notShown = [
  ...['admin_log', 'audit_chain', 'audit_blankings', 'admin_sessions', 'sign_in_attempts', 'api_keys'],
  ...[
    'change_requests',
    'dead_letter_decisions',
    'admin_reward_positions',
    'member_imports',
    'member_import_rows',
    'lake_dead_letters',
    'engine_dead_letters',
    'reward_outbox',
    'jobs',
    'what_if_applications',
    'history_imports',
    'history_frames',
    'lake_jobs',
    'engine_jobs',
    'lake_rule_sets',
  ],
  ...['engine_tombstones', 'lake_tombstones'],
  ...['bot_positions', 'announcements', 'deliveries', 'role_checks'],
];
/** The audit trail grows by rows of its owner; what is derived from these is the database's own work. */
const growsOnly = ['admin_log'];
const derived = ['audit_chain', 'audit_blankings'];
const permissionDenied = '42501';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Logs in as the service. */
const as = <T>(service: keyof typeof serviceRoles, work: (client: Client) => Promise<T>) =>
  withClient(roleUrl(database.url, serviceRoles[service]), work);

/** Statements that touch no row are checked for the right to touch one. */
async function allowed(client: Client, sql: string): Promise<boolean> {
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === permissionDenied) return false;
    throw error;
  }
}

async function writesAllowed(client: Client, { table, columns }: (typeof tables)[number]) {
  const updates: string[] = [];
  for (const { name } of columns) {
    if (await allowed(client, `UPDATE ${table} SET "${name}" = DEFAULT WHERE false`)) updates.push(name);
  }
  return {
    insert: await allowed(client, `INSERT INTO ${table} SELECT (NULL::${table}).* WHERE false`),
    delete: await allowed(client, `DELETE FROM ${table} WHERE false`),
    truncate: await allowed(client, `TRUNCATE ${table} CASCADE`),
    updates,
  };
}

test('the schema names an owner for every table and column there is, and every owner has a role', async () => {
  const { rows } = await withClient(database.url, (client) =>
    client.query<{ table: string; columns: string[] }>(
      `SELECT relname AS table, array_agg(attname::text ORDER BY attnum) AS columns
       FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
       WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'
       GROUP BY relname`,
    ),
  );
  const described = tables.map(({ table, columns }) => [table, columns.map(({ name }) => name)]);
  expect(Object.fromEntries(described)).toEqual(
    Object.fromEntries(rows.map(({ table, columns }) => [table, columns])),
  );
  const owners = tables.flatMap(({ owner, columns }) => [owner, ...columns.map((column) => column.owner)]);
  expect(new Set(owners)).toEqual(new Set(['lake-writer', 'reward-engine', 'admin', 'bot']));
});

describe.each(services)('%s', (service) => {
  test.each(tables)('writes of $table only what it owns', async (described) => {
    const { table, owner, columns } = described;
    const owns = owner === service && !derived.includes(table);
    const changes = owns && !growsOnly.includes(table);
    expect(await as(service, (client) => writesAllowed(client, described))).toEqual({
      insert: owns,
      delete: changes,
      truncate: false,
      updates:
        growsOnly.includes(table) || derived.includes(table)
          ? []
          : columns.filter((column) => column.owner === service).map((column) => column.name),
    });
  });

  test('reads what it needs and nothing else', async () => {
    const readable: string[] = [];
    await as(service, async (client) => {
      for (const { table } of tables) {
        if (await allowed(client, `SELECT * FROM ${table} WHERE false`)) readable.push(table);
      }
    });
    const expected = tables.filter(({ table, owner }) => {
      if (service === 'admin') return true;
      if (service === 'query') return !notShown.includes(table);
      if (service === 'reward-engine' && table.startsWith('event_lake')) return true;
      return owner === service || (table === 'rule_sets' && service !== 'bot');
    });
    expect(readable).toEqual(expected.map(({ table }) => table));
  });

  test('creates nothing of its own', async () => {
    expect(await as(service, (client) => allowed(client, 'CREATE TABLE stray (id int)'))).toBe(false);
  });

  test('lives in UTC whatever the database is set to', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await withClient(database.url, (client) =>
      client.query(`ALTER DATABASE ${name} SET timezone TO 'America/New_York'`),
    );
    expect((await as(service, (client) => client.query('SHOW timezone'))).rows).toEqual([
      { TimeZone: 'UTC' },
    ]);
  });
});

describe('real rows', () => {
  const insertId = async (client: Client, sql: string) =>
    (await client.query<{ id: string }>(sql)).rows[0]?.id;

  test('lake-writer fills the lake, with the sequence too', async () => {
    await as('lake-writer', async (client) => {
      await insertId(
        client,
        `INSERT INTO event_lake (guild_id, user_id, event_type, payload, timestamp)
         VALUES (1, 2, 'message_create', '{}', '2026-01-01Z') RETURNING id`,
      );
      const count = `INSERT INTO event_counters VALUES (2, 'message_create', 0, 'lifetime', 1)
                     ON CONFLICT (user_id, event_type, category_id, period) DO UPDATE SET count = event_counters.count + 1`;
      await client.query(count);
      await client.query(count);
      expect((await client.query('SELECT count FROM event_counters')).rows).toEqual([{ count: '2' }]);
    });
  });

  test('reward-engine journals under a season and a category that only admin may write', async () => {
    const [season, category] = await as('admin', async (client) => [
      await insertId(
        client,
        `INSERT INTO seasons (guild_id, name, starts_at, ends_at, active)
         VALUES (1, 'Season 1', '2026-01-01Z', '2026-05-01Z', true) RETURNING id`,
      ),
      await insertId(
        client,
        `INSERT INTO categories (guild_id, name, created_by) VALUES (1, 'General', 0) RETURNING id`,
      ),
    ]);
    await as('reward-engine', async (client) => {
      await client.query(`INSERT INTO users (id, discord_name) VALUES (2, 'ada')`);
      await client.query(`INSERT INTO user_stats (user_id, season_id) VALUES (2, ${season})`);
      await insertId(
        client,
        `INSERT INTO activity_log (user_id, event_type, season_id, category_id)
         VALUES (2, 'MESSAGE', ${season}, ${category}) RETURNING id`,
      );
      await client.query('DELETE FROM users WHERE id = 2');
      expect((await client.query('SELECT FROM activity_log')).rowCount).toBe(0);
      expect((await client.query('SELECT FROM user_stats')).rowCount).toBe(0);
    });
  });

  test('only one season of a guild is active', async () => {
    const open = (name: string) =>
      as('admin', (client) =>
        client.query(
          `INSERT INTO seasons (guild_id, name, starts_at, ends_at, active) VALUES (9, $1, now(), now(), true)`,
          [name],
        ),
      );
    await open('first');
    await expect(open('second')).rejects.toThrow('ix_seasons_one_active');
  });

  test('admin opens a quest, and only the engine moves it', async () => {
    const quest = await as('admin', (client) =>
      insertId(client, `INSERT INTO quests (guild_id, title, description) VALUES (1, 't', 'd') RETURNING id`),
    );
    await as('reward-engine', async (client) => {
      await client.query(`UPDATE quests SET status = 'claimed' WHERE id = ${quest} AND status = 'open'`);
      expect((await client.query('SELECT id, status FROM quests')).rows).toEqual([
        { id: quest, status: 'claimed' },
      ]);
    });
    await as('admin', async (client) => {
      expect(await allowed(client, `UPDATE quests SET title = 'u' WHERE id = ${quest}`)).toBe(true);
      expect(await allowed(client, `UPDATE quests SET status = 'open' WHERE id = ${quest}`)).toBe(false);
    });
  });

  test('what admin wrote into the audit trail stays', async () => {
    await as('admin', async (client) => {
      const id = await insertId(
        client,
        `INSERT INTO admin_log (actor_id, action_type, target_table, target_id)
         VALUES (1, 'CREATE', 'quests', '1') RETURNING id`,
      );
      expect(await allowed(client, `UPDATE admin_log SET reason = 'x' WHERE id = ${id}`)).toBe(false);
      expect(await allowed(client, `DELETE FROM admin_log WHERE id = ${id}`)).toBe(false);
      expect((await client.query('SELECT reason FROM admin_log')).rows).toEqual([{ reason: null }]);
    });
  });
});
