import { setBigint, setInt, setTime, viewOf } from './binary-values.js';

/**
 * Arrays in PostgreSQL's binary format, to be bound as parameters: the driver sends a Buffer as it is, and the server reads
 * it several times faster than text or JSON. Format: `array_send` in src/backend/utils/adt/arrayfuncs.c.
 */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** Ids of the element types; `select oid, typname from pg_type`. */
const OID = { int8: 20, int4: 23, text: 25, timestamptz: 1184, jsonb: 3802 };

const JSONB_VERSION = '\x01';

/** `bigint[]` @throws RangeError */
export const bigints = (values: readonly (bigint | null)[]): Buffer => fixed(OID.int8, 8, values, setBigint);

/** `int[]` @throws RangeError */
export const ints = (values: readonly (number | null)[]): Buffer => fixed(OID.int4, 4, values, setInt);

/** `timestamptz[]` @param values milliseconds since the Unix epoch @throws RangeError */
export const times = (values: readonly number[]): Buffer => fixed(OID.timestamptz, 8, values, setTime);

/** `text[]` */
export const texts = (values: readonly (string | null)[]): Buffer => ofTexts(OID.text, values, '');

/** `jsonb[]` @param values as JSON */
export const jsonbs = (values: readonly string[]): Buffer => ofTexts(OID.jsonb, values, JSONB_VERSION);

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
