import type { Fact, LakeEventType } from '@synapse/contracts';
import type { Rules } from '@synapse/economy';
import type { CounterStep } from '@synapse/store';

/** What a lake row is counted under. */
export type CounterKey = Omit<CounterStep, 'count'>;

const ALL_CATEGORIES = 0;

/**
 * The counters that a lake row adds 1 to: over all time, over the season that its time lies in, and over its UTC day,
 * each for all categories together and, where the channel has one, for its category (rules of the economy, section 4).
 * @param closedSeason the last season that was closed; 0 = none
 */
export function counterKeys(rules: Rules, closedSeason: bigint, fact: Fact<LakeEventType>): CounterKey[] {
  const category = rules.categoryOf(fact);
  const periods = ['lifetime', `day:${new Date(fact.at).toISOString().slice(0, 10)}`];
  const season = rules.seasonAt(fact.at);
  if (season && BigInt(season.id) > closedSeason) periods.push('season');
  const categories = category ? [ALL_CATEGORIES, category.id] : [ALL_CATEGORIES];
  return categories.flatMap((categoryId) =>
    periods.map((period) => ({ userId: fact.userId, eventType: fact.type, categoryId, period })),
  );
}

/** One step a key, however often it is counted. */
export function sumSteps(keys: readonly CounterKey[]): CounterStep[] {
  const steps = new Map<string, CounterStep>();
  for (const key of keys) {
    const name = `${key.userId} ${key.eventType} ${key.categoryId} ${key.period}`;
    steps.set(name, { ...key, count: (steps.get(name)?.count ?? 0) + 1 });
  }
  return [...steps.values()];
}
