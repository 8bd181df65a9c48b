import { type Row, ratioOf } from './pair.js';

/** A ratio of a result, by the key of its row. */
export type Ratios = Readonly<Record<string, { ratio: number; isMost: boolean }>>;

/** Ratios drift from machine to machine and from hour to hour: only what is worse by more than this is a loss. */
const TOLERATED = 1 / 3;

export const ratiosOf = (rows: readonly Row[]): Ratios =>
  Object.fromEntries(rows.map((row) => [row.key, { ratio: ratioOf(row), isMost: row.goal.isMost ?? false }]));

/** Holds the ratios that were measured against those of an earlier result. @throws naming each that is more than a third worse */
export function checkRatios(now: Ratios, before: Ratios): void {
  const losses = Object.entries(before).flatMap(([key, { ratio, isMost }]) => {
    const found = now[key]?.ratio;
    if (found === undefined) return [];
    const isKept = isMost ? found <= ratio / (1 - TOLERATED) : found >= ratio * (1 - TOLERATED);
    return isKept ? [] : [`${key} is ${found.toFixed(2)}, it was ${ratio.toFixed(2)}`];
  });
  if (losses.length > 0) throw new Error(`More than a third worse than before: ${losses.join('; ')}.`);
}
