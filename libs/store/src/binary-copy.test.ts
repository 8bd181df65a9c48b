import { createTestDatabase, type TestDatabase } from '@synapse/testkit';
import fc from 'fast-check';
import { createCopyRows } from './binary-copy.js';
import { openPool, type Pool } from './pool.js';
import { copyRows } from './send-transaction.js';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.url, applicationName: 'test', max: 1 });
  await pool.query(
    'create table copied (place serial, id bigint, count int, at timestamptz, name text, body jsonb)',
  );
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

interface Row {
  id: bigint | null;
  count: number | null;
  at: Date;
  name: string | null;
  body: object;
}

/** What PostgreSQL has of rows that were copied. */
async function copied(rows: readonly Row[]): Promise<Row[]> {
  const copy = createCopyRows(5);
  for (const { id, count, at, name, body } of rows) {
    copy.row();
    copy.bigint(id);
    copy.int(count);
    copy.time(at.getTime());
    copy.text(name);
    copy.jsonb(JSON.stringify(body));
  }
  const text = 'copy copied (id, count, at, name, body) from stdin (format binary)';
  await pool.query('truncate copied');
  const connection = await pool.connect();
  await copyRows(connection, { name: 'copied', text, data: copy.end() }).finally(() => connection.release());
  return (await pool.query('select id, count, at, name, body from copied order by place')).rows;
}

const text = fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', ''));
const row: fc.Arbitrary<Row> = fc.record({
  id: fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  count: fc.option(fc.integer()),
  at: fc.date({ min: new Date('1990-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
  name: fc.option(text),
  body: fc.record({ text, number: fc.integer() }),
});

test('rows arrive as they are, whatever their characters', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
      expect(await copied(rows)).toEqual(rows);
    }),
    { numRuns: 50 },
  );
});

test('rows arrive as they are when they take many messages, and when one is larger than a message', async () => {
  const rows = Array.from({ length: 400 }, (_, place) => ({
    id: BigInt(place),
    count: place,
    at: new Date(1_700_000_000_000 + place),
    name: '€'.repeat(place === 200 ? 100_000 : place),
    body: { place },
  }));
  expect(await copied(rows)).toEqual(rows);
});

test('a value that does not fit is refused', () => {
  const copy = createCopyRows(1);
  copy.row();
  expect(() => copy.int(2 ** 31)).toThrow('out of range');
  expect(() => copy.bigint(2n ** 63n)).toThrow('out of range');
  expect(() => copy.time(Number.NaN)).toThrow('out of range');
});
