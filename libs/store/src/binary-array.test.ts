import { createTestDatabase, type TestDatabase } from '@synapse/testkit';
import fc from 'fast-check';
import { bigints, ints, jsonbs, texts, times } from './binary-array.js';
import { openPool, type Pool } from './pool.js';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.url, applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** What PostgreSQL makes of an array, as it writes it itself. */
async function read(type: string, array: Buffer): Promise<unknown> {
  const { rows } = await pool.query(`select to_json($1::${type}[])::text as json`, [array]);
  return JSON.parse(rows[0].json);
}

const cases = <T>(values: fc.Arbitrary<T>, check: (values: T[]) => Promise<void>) =>
  fc.assert(fc.asyncProperty(fc.array(values, { maxLength: 20 }), check), { numRuns: 50 });

test('numbers arrive as they are, nulls included', async () => {
  await cases(fc.option(fc.maxSafeInteger()), async (values) => {
    const array = bigints(values.map((value) => (value === null ? null : BigInt(value))));
    expect(await read('bigint', array)).toEqual(values);
  });
  await cases(fc.option(fc.integer()), async (values) => {
    expect(await read('int', ints(values))).toEqual(values);
  });
});

test('ids keep all their digits', async () => {
  const { rows } = await pool.query('select ($1::bigint[])[1] as id', [bigints([2n ** 63n - 1n])]);
  expect(rows[0].id).toBe(2n ** 63n - 1n);
});

test('texts and JSON arrive as they are, whatever their characters', async () => {
  const text = fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', ''));
  await cases(fc.option(text), async (values) => {
    expect(await read('text', texts(values))).toEqual(values);
  });
  await cases(fc.record({ text, number: fc.integer() }), async (values) => {
    expect(await read('jsonb', jsonbs(values.map((value) => JSON.stringify(value))))).toEqual(values);
  });
});

test('times are exact to the millisecond', async () => {
  const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  await cases(moment, async (values) => {
    const { rows } = await pool.query('select $1::timestamptz[] as times', [times(values.map(Number))]);
    expect(rows[0].times).toEqual(values);
  });
});

test.each([
  ['an int', () => ints([2 ** 31]), () => ints([-(2 ** 31), 2 ** 31 - 1])],
  ['a fraction', () => ints([1.5]), () => ints([1])],
  ['no number', () => ints([Number.NaN]), () => ints([0])],
  ['a bigint', () => bigints([2n ** 63n]), () => bigints([-(2n ** 63n), 2n ** 63n - 1n])],
  ['a time', () => times([8.64e15 + 1_000]), () => times([8.64e15])],
  ['no time', () => times([Number.NaN]), () => times([0])],
])('%s that does not fit is refused, and does not become another', (_, tooMuch, most) => {
  expect(tooMuch).toThrow('out of range');
  expect(most).not.toThrow();
});
