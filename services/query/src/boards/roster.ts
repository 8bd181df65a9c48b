/** Numbers the members of a community, so that their figures can lie in arrays. */
export interface Roster {
  /** The member's slot, or -1. */
  slotOf(id: bigint): number;
  /** The member's slot; one who is new gets the next. */
  add(id: bigint): number;
  idOf(slot: number): bigint;
  /** Orders two slots by their ids, the smaller first. */
  compare(a: number, b: number): number;
  /** How many slots were ever given out: the next one's number. */
  size(): number;
}

const FREE = -1;

/**
 * A hash table with open addressing: a `Map` of a million BigInts takes 94 MB, this takes 16. A slot is never given back,
 * so that nothing has to be moved: members who are erased are few.
 */
export function createRoster(expected = 0): Roster {
  let ids = new BigUint64Array(Math.max(64, expected));
  // The same bytes as numbers: comparing two BigInts would make both of them first.
  let halves = new Uint32Array(ids.buffer);
  let table = new Int32Array(tableSize(ids.length)).fill(FREE);
  let size = 0;

  const asked = new BigUint64Array(1);
  const askedHalves = new Uint32Array(asked.buffer);

  function find(id: bigint): number {
    asked[0] = id;
    return findHalves(askedHalves[0] as number, askedHalves[1] as number);
  }

  function findHalves(low: number, high: number): number {
    const mask = table.length - 1;
    for (let at = hash(low, high) & mask; ; at = (at + 1) & mask) {
      const slot = table[at] as number;
      if (slot === FREE || (halves[2 * slot] === low && halves[2 * slot + 1] === high)) return at;
    }
  }

  function grow(): void {
    const larger = new BigUint64Array(ids.length * 2);
    larger.set(ids);
    ids = larger;
    halves = new Uint32Array(ids.buffer);
    table = new Int32Array(tableSize(ids.length)).fill(FREE);
    for (let slot = 0; slot < size; slot++) {
      table[findHalves(halves[2 * slot] as number, halves[2 * slot + 1] as number)] = slot;
    }
  }

  return {
    slotOf: (id) => table[find(id)] as number,
    add(id) {
      const at = find(id);
      const known = table[at] as number;
      if (known !== FREE) return known;
      if (size === ids.length) {
        grow();
        return this.add(id);
      }
      ids[size] = id;
      table[at] = size;
      size += 1;
      return size - 1;
    },
    idOf: (slot) => ids[slot] as bigint,
    compare: (a, b) =>
      (halves[2 * a + 1] as number) - (halves[2 * b + 1] as number) ||
      (halves[2 * a] as number) - (halves[2 * b] as number),
    size: () => size,
  };
}

/** A power of two that leaves at least half of the places free. */
const tableSize = (slots: number): number => 2 ** Math.ceil(Math.log2(slots * 2));

/** Ids count up in their middle bits; this spreads them over all. Source: the finalizer of MurmurHash3. */
function hash(low: number, high: number): number {
  let mixed = low ^ Math.imul(high, 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
