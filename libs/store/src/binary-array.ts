/**
 * Arrays in PostgreSQL's binary format, to be bound as parameters: the driver sends a Buffer as it is, and the server reads
 * it several times faster than text or JSON. Format: `array_send` in src/backend/utils/adt/arrayfuncs.c.
 */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** Ids of the element types; `select oid, typname from pg_type`. */
const OID = { int8: 20, int4: 23, text: 25, timestamptz: 1184, jsonb: 3802 };

/** Times are counted from 2000-01-01, in microseconds. */
const EPOCH_MS = 946_684_800_000;
/** What the lower half of 64 bits counts up to. */
const HALF = 2 ** 32;
/** The largest time of a `Date`. */
const MOST_MS = 8.64e15;
const MOST_BIGINT = 2n ** 63n - 1n;
const LEAST_BIGINT = -(2n ** 63n);
const JSONB_VERSION = '\x01';

/** `bigint[]` @throws RangeError */
export const bigints = (values: readonly (bigint | null)[]): Buffer =>
  fixed(OID.int8, 8, values, (view, at, value) => {
    if (value < LEAST_BIGINT || value > MOST_BIGINT) throw outOfRange(value, 'bigint');
    view.setBigInt64(at, value);
  });

/** `int[]` @throws RangeError */
export const ints = (values: readonly (number | null)[]): Buffer =>
  fixed(OID.int4, 4, values, (view, at, value) => {
    if ((value | 0) !== value) throw outOfRange(value, 'int');
    view.setInt32(at, value);
  });

/** `timestamptz[]` @param values milliseconds since the Unix epoch @throws RangeError */
export const times = (values: readonly number[]): Buffer =>
  fixed(OID.timestamptz, 8, values, setMicroseconds);

/** `text[]` */
export const texts = (values: readonly (string | null)[]): Buffer => ofTexts(OID.text, values, '');

/** `jsonb[]` @param values as JSON */
export const jsonbs = (values: readonly string[]): Buffer => ofTexts(OID.jsonb, values, JSONB_VERSION);

/** In two halves: from 2255 on there are more microseconds than a number can tell apart, and BigInts are slow. */
function setMicroseconds(view: DataView, at: number, value: number): void {
  if (!Number.isInteger(value) || Math.abs(value) > MOST_MS) throw outOfRange(value, 'timestamptz');
  const since = value - EPOCH_MS;
  const high = Math.floor(since / HALF);
  const low = (since - high * HALF) * 1_000;
  view.setInt32(at, high * 1_000 + Math.floor(low / HALF));
  view.setUint32(at + 4, low % HALF);
}

/** What a view writes of a value that does not fit is another value. */
const outOfRange = (value: unknown, type: string) => new RangeError(`${value} is out of range for ${type}.`);

function fixed<T>(
  oid: number,
  size: number,
  values: readonly (T | null)[],
  set: (view: DataView, at: number, value: T) => void,
): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + values.length * (LENGTH_BYTES + size));
  const view = viewOf(buffer);
  let at = writeHeader(view, oid, values);
  // By index: arrays of numbers and of objects come this way, and stepping through both makes an object for each value.
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as T | null;
    view.setInt32(at, value === null ? -1 : size);
    at += LENGTH_BYTES;
    if (value === null) continue;
    set(view, at, value);
    at += size;
  }
  return buffer.subarray(0, at);
}

/**
 * All texts are written as one, with room for their lengths in between: a call for each would take several times longer.
 * @param prefix stands before each text
 */
function ofTexts(oid: number, values: readonly (string | null)[], prefix: string): Buffer {
  const before = '\0'.repeat(LENGTH_BYTES) + prefix;
  const all = values.length === 0 ? '' : before + values.join(before);
  const size = Buffer.byteLength(all);
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + size);
  const view = viewOf(buffer);
  let at = writeHeader(view, oid, values);
  buffer.write(all, at);
  const lengthOf = size === all.length ? (text: string) => text.length : Buffer.byteLength;
  for (const value of values) {
    const length = value === null ? 0 : prefix.length + lengthOf(value);
    view.setInt32(at, value === null ? -1 : length);
    at += LENGTH_BYTES + length;
  }
  return buffer.subarray(0, at);
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer) => new DataView(buffer, byteOffset, byteLength);

/** @returns where the elements begin */
function writeHeader(view: DataView, oid: number, values: readonly unknown[]): number {
  view.setInt32(0, values.length === 0 ? 0 : 1);
  view.setInt32(4, values.includes(null) ? 1 : 0);
  view.setInt32(8, oid);
  if (values.length === 0) return 12;
  view.setInt32(12, values.length);
  // The index of the first.
  view.setInt32(16, 1);
  return HEADER_BYTES;
}
