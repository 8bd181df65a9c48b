export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [from, to], both included. */
  int(from: number, to: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element, each equally likely. Throws on an empty list. */
  pick<T>(list: readonly T[]): T;
  /** One element, early ones far more often than late ones. Throws on an empty list. */
  pickSkewed<T>(list: readonly T[]): T;
}

/** A seeded stream of numbers (mulberry32, Tommy Ettinger's 32-bit generator): the same seed gives the same stream. */
export function seededRandom(seed: number): Random {
  const next = mulberry32(seed);
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => at(list, int(0, list.length - 1)),
    // Cubing a uniform number puts half of the picks on the first eighth of the list.
    pickSkewed: (list) => at(list, Math.floor(next() ** 3 * list.length)),
  };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function at<T>(list: readonly T[], index: number): T {
  if (list.length === 0) throw new Error('There is nothing to pick from an empty list.');
  return list[index] as T;
}
