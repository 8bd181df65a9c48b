import { median } from './statistics.js';

/** One measurement: so many a second, or so many milliseconds. */
export interface Measured {
  value: number;
  /** Microseconds of processor time a fact, by process. */
  cpu?: Readonly<Record<string, number>>;
}

/** Something of ours beside the limit it is held against, measured one right after the other. */
export interface Pair {
  ours: Measured;
  limit: Measured;
}

/** A line of the result. */
export interface Row {
  /** Names it in the committed result. */
  key: string;
  what: string;
  against: string;
  unit: string;
  /** The ratio to reach, and the one to aim for. */
  goal: { reach: number; aim: number; isMost?: true };
  pairs: Pair[];
}

/** Ours as a multiple of the limit: the median over the pairs. */
export const ratioOf = ({ pairs }: Row): number =>
  median(pairs.map(({ ours, limit }) => ours.value / limit.value));

export const middleOf = ({ pairs }: Row, side: keyof Pair): number =>
  median(pairs.map((pair) => pair[side].value));

export const isReached = (row: Row): boolean =>
  row.goal.isMost ? ratioOf(row) <= row.goal.reach : ratioOf(row) >= row.goal.reach;

/** Microseconds a fact, all processes together. */
export const cpuOf = ({ pairs }: Row, side: keyof Pair): number | null => {
  const sums = pairs.map((pair) => Object.values(pair[side].cpu ?? {}).reduce((sum, us) => sum + us, 0));
  return sums.every((sum) => sum > 0) ? median(sums) : null;
};
