/** Single values in PostgreSQL's binary format: what a view writes of a value that does not fit would be another value. */

/** Times are counted from 2000-01-01, in microseconds. */
const EPOCH_MS = 946_684_800_000;
/** What the lower half of 64 bits counts up to. */
const HALF = 2 ** 32;
/** The largest time of a `Date`. */
const MOST_MS = 8.64e15;
const MOST_BIGINT = 2n ** 63n - 1n;
const LEAST_BIGINT = -(2n ** 63n);

/** Writes a `bigint`. @throws RangeError */
export function setBigint(view: DataView, at: number, value: bigint): void {
  if (value < LEAST_BIGINT || value > MOST_BIGINT) throw outOfRange(value, 'bigint');
  view.setBigInt64(at, value);
}

/** Writes an `int`. @throws RangeError */
export function setInt(view: DataView, at: number, value: number): void {
  if ((value | 0) !== value) throw outOfRange(value, 'int');
  view.setInt32(at, value);
}

/**
 * Writes a `timestamptz`, in two halves: from 2255 on there are more microseconds than a number can tell apart, and BigInts
 * are slow.
 * @param value milliseconds since the Unix epoch
 * @throws RangeError
 */
export function setTime(view: DataView, at: number, value: number): void {
  if (!Number.isInteger(value) || Math.abs(value) > MOST_MS) throw outOfRange(value, 'timestamptz');
  const since = value - EPOCH_MS;
  const high = Math.floor(since / HALF);
  const low = (since - high * HALF) * 1_000;
  view.setInt32(at, high * 1_000 + Math.floor(low / HALF));
  view.setUint32(at + 4, low % HALF);
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Buffer) =>
  new DataView(buffer, byteOffset, byteLength);

const outOfRange = (value: unknown, type: string) => new RangeError(`${value} is out of range for ${type}.`);
