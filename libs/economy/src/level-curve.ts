/** The largest figure a member can have: a PostgreSQL INTEGER. */
export const LARGEST_FIGURE = 2_147_483_647;

export interface LevelCurve {
  /** The total XP at which level `level` (from 1) is left. */
  threshold(level: number): number;
  /** The level reached with `xp` by somebody who stood at `level`: levels rise, they never fall. */
  levelAt(xp: number, level?: number): number;
}

/**
 * The XP at which level L is left is `trunc(base · factor^L)`, the power by repeated multiplication, compared with the
 * total XP (rules of the economy, section 4).
 * @param base from 1
 * @param factor from 1.01
 */
export function createLevelCurve(base: number, factor: number): LevelCurve {
  const thresholds: number[] = [];
  for (
    let power = factor;
    thresholds.length === 0 || base * power <= LARGEST_FIGURE * factor;
    power *= factor
  ) {
    thresholds.push(Math.trunc(base * power));
  }
  const threshold = (level: number) => thresholds[level - 1] ?? Number.POSITIVE_INFINITY;
  return {
    threshold,
    levelAt(xp, level = 1) {
      let reached = level;
      while (threshold(reached) <= xp) reached += 1;
      return reached;
    },
  };
}
