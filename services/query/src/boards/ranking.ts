/** Numbers in an order that `compare` gives them; each is in it at most once. */
export interface Ranking {
  size(): number;
  /** Takes all of them at once, in place of what there was. */
  fill(ordered: Int32Array): void;
  /** Puts one in its place. */
  add(item: number): void;
  /** Takes one out that is in. Call it while `compare` still sees what it saw when the item was put in. */
  remove(item: number): void;
  /** How many stand before the first for which `isBefore` no longer holds. */
  count(isBefore: (item: number) => boolean): number;
  /** Those on `count` places from `place` (from 0) on. */
  slice(place: number, count: number): number[];
}

/** Place for so many numbers: few enough to move them, many enough to have few blocks. */
const BLOCK = 1_024;
/** A quarter is free after a filling, so that the next numbers do not split every block. */
const FILLED = 768;

interface Block {
  items: Int32Array;
  length: number;
}

const block = (items: ArrayLike<number>): Block => {
  const made = { items: new Int32Array(BLOCK), length: items.length };
  made.items.set(items);
  return made;
};

/**
 * An ordered list in blocks. Finding a place is two binary searches and a sum over the blocks' lengths: some microseconds
 * among a million, and four bytes a number, twice that with the free places.
 */
export function createRanking(compare: (a: number, b: number) => number): Ranking {
  let blocks: Block[] = [block([])];
  let size = 0;

  /** The last block whose first number passes, or the first block. */
  function blockOf(passes: (item: number) => boolean): number {
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (passes((blocks[middle] as Block).items[0] as number)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** How many numbers of a block pass, all of them before those that do not. */
  function countIn({ items, length }: Block, passes: (item: number) => boolean): number {
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (passes(items[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The block that an item is in or belongs into, and where in it. */
  function find(item: number): { index: number; into: Block; place: number } {
    const index = blockOf((each) => compare(each, item) <= 0);
    const into = blocks[index] as Block;
    return { index, into, place: countIn(into, (each) => compare(each, item) < 0) };
  }

  function split(index: number, { items }: Block): void {
    const half = BLOCK / 2;
    blocks.splice(index, 1, block(items.subarray(0, half)), block(items.subarray(half)));
  }

  return {
    size: () => size,
    fill(ordered) {
      blocks = [];
      for (let from = 0; from < ordered.length; from += FILLED) {
        blocks.push(block(ordered.subarray(from, from + FILLED)));
      }
      if (blocks.length === 0) blocks.push(block([]));
      size = ordered.length;
    },
    add(item) {
      const { index, into, place } = find(item);
      if (into.length === BLOCK) {
        split(index, into);
        return this.add(item);
      }
      into.items.copyWithin(place + 1, place, into.length);
      into.items[place] = item;
      into.length += 1;
      size += 1;
    },
    remove(item) {
      const { index, into, place } = find(item);
      if (place === into.length || into.items[place] !== item) throw new Error(`${item} is not ranked.`);
      into.items.copyWithin(place, place + 1, into.length);
      into.length -= 1;
      size -= 1;
      if (into.length === 0 && blocks.length > 1) blocks.splice(index, 1);
    },
    count(isBefore) {
      const index = blockOf(isBefore);
      let count = countIn(blocks[index] as Block, isBefore);
      for (let each = 0; each < index; each++) count += (blocks[each] as Block).length;
      return count;
    },
    slice(place, count) {
      const found: number[] = [];
      let skip = place;
      for (const { items, length } of blocks) {
        if (found.length === count) break;
        if (skip < length) found.push(...items.subarray(skip, Math.min(length, skip + count - found.length)));
        skip = Math.max(0, skip - length);
      }
      return found;
    },
  };
}
