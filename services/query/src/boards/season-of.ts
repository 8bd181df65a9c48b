import type { RuleSetSeason } from '@synapse/contracts';

/**
 * The season that the board of stars is about when nobody names one: the one that is open at a moment, else the last that
 * began before it.
 */
export function seasonOf(seasons: readonly RuleSetSeason[], at: number): number | null {
  const begun = seasons.filter(({ starts_at: starts }) => Date.parse(starts) <= at);
  const open = begun.find(({ active, ends_at: ends }) => active && at < Date.parse(ends));
  const last = begun.sort((a, b) => Date.parse(b.starts_at) - Date.parse(a.starts_at) || b.id - a.id)[0];
  return (open ?? last)?.id ?? null;
}
