import { createTestDatabase, roleUrl, type TestDatabase, withClient } from '@synapse/testkit';
import type { Client } from 'pg';

const ROWS_EACH = 1_000_000;
const LAKE_WRITER = 'synapse_lake_writer';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const asWriter = <T>(work: (client: Client) => Promise<T>) =>
  withClient(roleUrl(database.url, LAKE_WRITER), work);

async function lay(client: Client, id: number, at: string): Promise<void> {
  await client.query('insert into event_lake_sources values ($1, $2)', [`msg:${id}`, id]);
  await client.query(
    `insert into event_lake (id, guild_id, user_id, event_type, payload, source_id, timestamp)
     values ($1, 1, 2, 'message_create', '{}', $2, $3)`,
    [id, `msg:${id}`, at],
  );
}

const make = (client: Client, id: number) => client.query('select make_lake_partitions($1)', [id]);

async function drop(client: Client, before: string): Promise<string | null> {
  const { rows } = await client.query('select drop_lake_partition($1) as name', [before]);
  return rows[0].name;
}

async function partitions(): Promise<string[]> {
  const { rows } = await withClient(database.url, (client) =>
    client.query(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event_lake'::regclass order by 1`,
    ),
  );
  return rows.map(({ name }) => name);
}

test('the writer makes partitions ahead, with every index of the lake', async () => {
  expect(await partitions()).toEqual(['event_lake_p0', 'event_lake_p1']);
  await asWriter(async (client) => {
    await make(client, 3 * ROWS_EACH + 5);
    await make(client, 5);
    await lay(client, 3 * ROWS_EACH + 5, '2026-01-01Z');
  });
  expect(await partitions()).toEqual(['event_lake_p0', 'event_lake_p1', 'event_lake_p2', 'event_lake_p3']);
  const { rows } = await withClient(database.url, (client) =>
    client.query(
      `select count(*)::int as indexes from pg_index where indrelid in ('event_lake_p0'::regclass, 'event_lake_p3'::regclass)
       group by indrelid`,
    ),
  );
  expect(rows).toEqual([{ indexes: 5 }, { indexes: 5 }]);
});

test('nobody else may make or drop one', async () => {
  for (const role of ['synapse_reward_engine', 'synapse_query', 'synapse_admin']) {
    await withClient(roleUrl(database.url, role), async (client) => {
      await expect(make(client, ROWS_EACH)).rejects.toThrow('permission denied');
      await expect(drop(client, '2026-01-01Z')).rejects.toThrow('permission denied');
    });
  }
});

test('the oldest partition goes with its source ids once all of it is old and the next one has begun', async () => {
  await asWriter(async (client) => {
    await lay(client, 1, '2026-01-01Z');
    await lay(client, 2, '2026-01-03Z');
    expect(await drop(client, '2026-02-01Z')).toBeNull();
    await lay(client, ROWS_EACH, '2026-02-01Z');
    await lay(client, ROWS_EACH + 1, '2026-02-01Z');
    expect(await drop(client, '2026-01-02Z')).toBeNull();
    expect(await drop(client, '2026-01-04Z')).toBe('event_lake_p0');
    expect(await drop(client, '2026-03-01Z')).toBeNull();
    expect((await client.query('select source_id from event_lake_sources order by lake_id')).rows).toEqual([
      { source_id: `msg:${ROWS_EACH}` },
      { source_id: `msg:${ROWS_EACH + 1}` },
    ]);
    await make(client, ROWS_EACH);
  });
  expect(await partitions()).toEqual(['event_lake_p1']);
});

test('dropping gives way to a writer, and goes through once the writer is done', async () => {
  await asWriter(async (writer) => {
    await lay(writer, 1, '2026-01-01Z');
    await lay(writer, ROWS_EACH, '2026-02-01Z');
    await writer.query('begin');
    await lay(writer, ROWS_EACH + 1, '2026-02-01Z');
    await asWriter((client) =>
      expect(drop(client, '2026-01-04Z')).rejects.toThrow('canceling statement due to lock timeout'),
    );
    await lay(writer, ROWS_EACH + 2, '2026-02-01Z');
    await writer.query('commit');
    expect(await asWriter((client) => drop(client, '2026-01-04Z'))).toBe('event_lake_p0');
  });
});

test('partitions are made while others read the lake', async () => {
  await asWriter(async (reader) => {
    await reader.query('begin');
    await reader.query('select count(*) from event_lake');
    await asWriter((client) => make(client, 5 * ROWS_EACH));
    await reader.query('commit');
  });
  expect(await partitions()).toHaveLength(6);
});
