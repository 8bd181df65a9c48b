const BITS = 11;
const DIGITS = 2 ** BITS;
const LARGEST = 2 ** 31 - 1;

/**
 * Slots by figures from 0 to 2^31 − 1, the largest first; what is equal keeps its order. They are distributed by one digit
 * after the other, the last one first, and never compared: a million takes some hundredths of a second.
 * @param columns the first one decides, the next one among equals
 */
export function orderBy(slots: Int32Array, columns: readonly Int32Array[]): Int32Array {
  let [from, to] = [slots.slice(), new Int32Array(slots.length)];
  for (const values of [...columns].reverse()) {
    for (let shift = 0; shift < 31; shift += BITS) {
      if (distribute(from, to, { values, shift })) [from, to] = [to, from];
    }
  }
  return from;
}

/** Lays slots in the order of a digit of their figures. @returns false when all have the same: `to` is then untouched */
function distribute(
  from: Int32Array,
  to: Int32Array,
  { values, shift }: { values: Int32Array; shift: number },
): boolean {
  const digitOf = (slot: number) => ((LARGEST - (values[slot] as number)) >>> shift) & (DIGITS - 1);
  const places = new Int32Array(DIGITS);
  for (let at = 0; at < from.length; at++) {
    const digit = digitOf(from[at] as number);
    places[digit] = (places[digit] as number) + 1;
  }
  if (from.length === 0 || places[digitOf(from[0] as number)] === from.length) return false;
  for (let digit = 0, next = 0; digit < DIGITS; digit++) {
    const count = places[digit] as number;
    places[digit] = next;
    next += count;
  }
  for (let at = 0; at < from.length; at++) {
    const slot = from[at] as number;
    const digit = digitOf(slot);
    const place = places[digit] as number;
    to[place] = slot;
    places[digit] = place + 1;
  }
  return true;
}
