import type { Counter } from '@synapse/contracts';
import type { Windows } from './limits/windows.js';
import type { Member } from './member.js';
import type { Rules } from './rules.js';

/** A member's figures of one season: a row of `user_stats`. */
export interface SeasonStat extends Readonly<Record<Counter, number>> {
  readonly userId: bigint;
  readonly seasonId: number;
  readonly seasonStars: number;
  /** The member's stars over all time, as they were at the last event in the season. */
  readonly lifetimeStars: number;
}

/** Names the figures of a member and a season. */
export const statKey = (userId: bigint, seasonId: number): string => `${userId}:${seasonId}`;

/** What a decision may look at. */
export interface State {
  readonly members: ReadonlyMap<bigint, Member>;
  /** By {@link statKey}. */
  readonly stats: ReadonlyMap<string, SeasonStat>;
  readonly windows: Windows;
  /** Facts older than this are late: what the rules knew of that time is forgotten. Milliseconds since the Unix epoch. */
  readonly horizon: number;
  /** Seasons whose closing the log has passed: nothing counts for them any more. */
  readonly closedSeasons: ReadonlySet<number>;
}

/** Nobody did anything yet. */
export const EMPTY_STATE: State = {
  members: new Map(),
  stats: new Map(),
  windows: new Map(),
  horizon: 0,
  closedSeasons: new Set(),
};

/** The season that what happens at a moment counts for; none when the log has passed its closing. */
export function countingSeason(
  rules: Rules,
  { closedSeasons }: Pick<State, 'closedSeasons'>,
  at: number,
): number | null {
  const season = rules.seasonAt(at);
  return season && !closedSeasons.has(season.id) ? season.id : null;
}
