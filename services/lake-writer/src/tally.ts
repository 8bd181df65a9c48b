import type { Fact, LakeEventType } from '@synapse/contracts';
import type { Rules } from '@synapse/economy';
import type { CounterStep } from '@synapse/store';

const ALL_CATEGORIES = 0;
const DAY_MS = 86_400_000;

/** Facts that are counted under the same keys, and how many. */
export interface Alike {
  readonly fact: Fact<LakeEventType>;
  readonly categoryId: number;
  readonly isInSeason: boolean;
  count: number;
}

/**
 * What lake rows add to the counters, one step a key: 1 over all time, over the season that their time lies in, and over
 * their UTC day, each for all categories together and, where the channel has one, for its category (rules of the economy,
 * section 4).
 * @param closedSeason the last season that was closed; 0 = none
 */
export function tally(
  rules: Rules,
  closedSeason: bigint,
  facts: readonly Fact<LakeEventType>[],
): CounterStep[] {
  const groups = new Map<string, Alike>();
  for (const fact of facts) {
    const categoryId = rules.categoryOf(fact)?.id ?? ALL_CATEGORIES;
    const season = rules.seasonAt(fact.at);
    const isInSeason = season !== null && BigInt(season.id) > closedSeason;
    const day = Math.floor(fact.at / DAY_MS);
    const key = `${fact.userId} ${fact.type} ${categoryId} ${day} ${isInSeason}`;
    const alike = groups.get(key);
    if (alike) alike.count += 1;
    else groups.set(key, { fact, categoryId, isInSeason, count: 1 });
  }
  return sum([...groups.values()].flatMap(stepsOf));
}

/** The counters that facts are counted under. */
export function stepsOf({ fact, categoryId, isInSeason, count }: Alike): CounterStep[] {
  const { userId, type: eventType, at } = fact;
  const periods = ['lifetime', `day:${new Date(at).toISOString().slice(0, 10)}`];
  if (isInSeason) periods.push('season');
  const categories = categoryId === ALL_CATEGORIES ? [ALL_CATEGORIES] : [ALL_CATEGORIES, categoryId];
  return categories.flatMap((category) =>
    periods.map((period) => ({ userId, eventType, categoryId: category, period, count })),
  );
}

/** One step a key. */
export function sum(steps: readonly CounterStep[]): CounterStep[] {
  const sums = new Map<string, CounterStep>();
  for (const step of steps) {
    const { userId, eventType, categoryId, period } = step;
    const key = `${userId} ${eventType} ${categoryId} ${period}`;
    const before = sums.get(key);
    sums.set(key, before ? { ...before, count: before.count + step.count } : step);
  }
  return [...sums.values()];
}
