import type { BoardName } from '@synapse/contracts';
import { orderBy } from './order-by.js';
import { createRanking } from './ranking.js';
import { createRoster } from './roster.js';

/** A figure of each member: over all time, or of the season, week or month that the boards are about. */
export const COLUMNS = ['xp', 'level', 'gold', 'stars', 'season', 'week', 'month'] as const;
export type Column = (typeof COLUMNS)[number];
export type Figures = Readonly<Record<Column, number>>;

/** Who is on a board, and by which figures it is ordered, the largest first; what is equal is ordered by id. */
export const BOARD_ORDER: Record<BoardName, { on: Column; by: readonly Column[] }> = {
  xp: { on: 'xp', by: ['xp'] },
  stars: { on: 'season', by: ['season'] },
  gold: { on: 'gold', by: ['gold'] },
  level: { on: 'xp', by: ['level', 'xp'] },
  weekly: { on: 'week', by: ['week'] },
  monthly: { on: 'month', by: ['month'] },
};

/** A member on a board. */
export interface Place {
  /** From 1. */
  readonly rank: number;
  readonly id: bigint;
  readonly figures: Figures;
}

/** Where somebody stands or would stand: the figures a board is ordered by, and the id. */
export interface Key {
  readonly by: readonly number[];
  readonly id: bigint;
}

/** A figure of everybody, by their slots. */
interface Stored {
  values: Int32Array;
  sum: number;
  /** How many have some of it. */
  holders: number;
}

export type Standings = ReturnType<typeof createStandings>;

/** Members in the order of each of the given boards, kept while their figures change. */
export function createStandings(names: readonly BoardName[], expected = 0) {
  const roster = createRoster(expected);
  const columns = Object.fromEntries(
    COLUMNS.map((column) => [column, { values: new Int32Array(Math.max(64, expected)), sum: 0, holders: 0 }]),
  ) as Record<Column, Stored>;
  const gone = new Set<number>();
  const ordered = new Set<BoardName>();
  let areLeaversHidden = true;
  const boards = names.map((name) => {
    const { on, by } = BOARD_ORDER[name];
    return { name, on: columns[on], by: by.map((column) => columns[column]), reads: new Set([on, ...by]) };
  });
  type Board = (typeof boards)[number];
  const rankings = new Map(boards.map((board) => [board.name, createRanking(compareOn(board))]));
  const rankingOf = (name: BoardName) => rankings.get(name) ?? unknownBoard(name);

  function compareOn({ by }: Board): (a: number, b: number) => number {
    return (a, b) => {
      for (const { values } of by) {
        const difference = (values[b] as number) - (values[a] as number);
        if (difference !== 0) return difference;
      }
      return roster.compare(a, b);
    };
  }

  const isOn = ({ on }: Board, slot: number) =>
    (on.values[slot] as number) > 0 && !(areLeaversHidden && gone.has(slot));

  /** Takes the slot off the boards that a change concerns, makes the change, and puts it where it then belongs. */
  function moving(slot: number, concerned: readonly Board[], change: () => void): void {
    const kept = concerned.filter(({ name }) => ordered.has(name));
    for (const board of kept) if (isOn(board, slot)) rankingOf(board.name).remove(slot);
    change();
    for (const board of kept) if (isOn(board, slot)) rankingOf(board.name).add(slot);
  }

  function slotFor(id: bigint): number {
    const slot = roster.add(id);
    if (slot < columns.xp.values.length) return slot;
    for (const column of Object.values(columns)) {
      const larger = new Int32Array(column.values.length * 2);
      larger.set(column.values);
      column.values = larger;
    }
    return slot;
  }

  function slotsById(): Int32Array {
    const slots = new Int32Array(roster.size());
    let isSorted = true;
    for (let slot = 0; slot < slots.length; slot++) {
      slots[slot] = slot;
      if (slot > 0 && roster.compare(slot - 1, slot) > 0) isSorted = false;
    }
    return isSorted ? slots : slots.sort(roster.compare);
  }

  const figuresOf = (slot: number) =>
    Object.fromEntries(COLUMNS.map((column) => [column, columns[column].values[slot]])) as unknown as Figures;

  return {
    /** Adds to figures without keeping an order: for a loading, which ends with {@link order}. */
    load(id: bigint, figures: Partial<Figures>): void {
      const slot = slotFor(id);
      // One by one, and not in a loop over names: a million members come at once.
      add(columns.xp, slot, figures.xp);
      add(columns.level, slot, figures.level);
      add(columns.gold, slot, figures.gold);
      add(columns.stars, slot, figures.stars);
      add(columns.season, slot, figures.season);
      add(columns.week, slot, figures.week);
      add(columns.month, slot, figures.month);
    },

    /** Puts everybody in order on some boards at once; from then on they are kept in order. */
    order(some: readonly BoardName[] = names): void {
      const byId = slotsById();
      for (const board of boards.filter(({ name }) => some.includes(name))) {
        const on = byId.filter((slot) => isOn(board, slot));
        const by = board.by.map(({ values }) => values);
        rankingOf(board.name).fill(orderBy(on, by));
        ordered.add(board.name);
      }
    },
    /** Whether a board was put in order yet. */
    isOrdered: (name: BoardName): boolean => ordered.has(name),

    /** Gives a member new figures; those that are left out stay. */
    set(id: bigint, figures: Partial<Figures>): void {
      const slot = slotFor(id);
      const changed = (Object.keys(figures) as Column[]).filter(
        (column) => columns[column].values[slot] !== figures[column],
      );
      const concerned = boards.filter(({ reads }) => changed.some((column) => reads.has(column)));
      moving(slot, concerned, () => {
        for (const column of changed) write(columns[column], slot, figures[column] ?? 0);
      });
    },

    /** What a member has of a figure. */
    figure(id: bigint, column: Column): number {
      const slot = roster.slotOf(id);
      return slot < 0 ? 0 : (columns[column].values[slot] as number);
    },

    /** Notes that a member left: their figures stay and change as before. */
    leave(id: bigint): void {
      const slot = slotFor(id);
      moving(slot, boards, () => gone.add(slot));
    },
    comeBack(id: bigint): void {
      const slot = slotFor(id);
      moving(slot, boards, () => gone.delete(slot));
    },
    /** Whether those who left are missing from the boards. */
    hideLeavers(areHidden: boolean): void {
      if (areHidden === areLeaversHidden) return;
      const all = [...gone];
      for (const slot of all) moving(slot, boards, () => gone.delete(slot));
      areLeaversHidden = areHidden;
      for (const slot of all) moving(slot, boards, () => gone.add(slot));
    },

    /** Takes everything from a member who was erased. */
    erase(id: bigint): void {
      const slot = slotFor(id);
      moving(slot, boards, () => {
        for (const column of COLUMNS) write(columns[column], slot, 0);
        gone.delete(slot);
      });
    },

    /** Starts a figure over at nothing for everybody. */
    clear(column: Column): void {
      for (const board of boards) if (board.reads.has(column)) rankingOf(board.name).fill(new Int32Array());
      columns[column].values.fill(0);
      columns[column].sum = 0;
      columns[column].holders = 0;
    },

    /** How many members have XP, those who left too. */
    earners: (): number => columns.xp.holders,
    /** Levels that members have reached, the first not counted. */
    levelsReached: (): number => columns.level.sum - columns.level.holders,
    /** A figure of all members together, hidden ones too. */
    sum: (column: Column): number => columns[column].sum,
    /** How many are on a board. */
    total: (name: BoardName): number => rankingOf(name).size(),

    /** Those on `count` places of a board from `place` (from 0) on. */
    slice(name: BoardName, place: number, count: number): Place[] {
      return rankingOf(name)
        .slice(place, count)
        .map((slot, index) => ({
          rank: place + index + 1,
          id: roster.idOf(slot),
          figures: figuresOf(slot),
        }));
    },

    /** The place of a member on a board, from 0; `null` when they are not on it, or it was not put in order yet. */
    placeOf(name: BoardName, id: bigint): number | null {
      const slot = roster.slotOf(id);
      const board = boards.find((each) => each.name === name);
      if (slot < 0 || !board || !ordered.has(name) || !isOn(board, slot)) return null;
      const compare = compareOn(board);
      return rankingOf(name).count((each) => compare(each, slot) < 0);
    },

    /** The first place behind a key, whoever stands there now. */
    placeAfter(name: BoardName, key: Key): number {
      const board = boards.find((each) => each.name === name) ?? unknownBoard(name);
      return rankingOf(name).count((slot) => !isBehind(board, slot, key));
    },
  };

  function isBehind({ by }: Board, slot: number, key: Key): boolean {
    for (const [index, { values }] of by.entries()) {
      const difference = (key.by[index] ?? 0) - (values[slot] as number);
      if (difference !== 0) return difference > 0;
    }
    return roster.idOf(slot) > key.id;
  }
}

function write(column: Stored, slot: number, value: number): void {
  const before = column.values[slot] as number;
  column.values[slot] = value;
  column.sum += value - before;
  column.holders += Number(value > 0) - Number(before > 0);
}

function add(column: Stored, slot: number, more = 0): void {
  if (more !== 0) write(column, slot, (column.values[slot] as number) + more);
}

function unknownBoard(name: string): never {
  throw new RangeError(`There are no standings of the board ${name}.`);
}
