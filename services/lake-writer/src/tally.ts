import type { Fact, LakeEventType } from '@synapse/contracts';
import type { Rules } from '@synapse/economy';
import type { CounterStep } from '@synapse/store';

const ALL_CATEGORIES = 0;
const DAY_MS = 86_400_000;

/** Facts that are counted under the same keys of a category, and how many. */
export interface Alike {
  readonly fact: Fact<LakeEventType>;
  /** 0 = all categories together. */
  readonly categoryId: number;
  /** Their UTC day, as `2026-01-31`. */
  readonly day: string;
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
  const spans = new Set<string>();
  const dayOf = days();
  for (const fact of facts) {
    const season = rules.seasonAt(fact.at);
    const isInSeason = season !== null && BigInt(season.id) > closedSeason;
    const day = dayOf(fact.at);
    const span = `${day} ${isInSeason}`;
    spans.add(span);
    const key = `${fact.userId} ${fact.type} ${span}`;
    for (const categoryId of categoriesOf(rules, fact)) {
      const place = `${key} ${categoryId}`;
      const alike = groups.get(place);
      if (alike) alike.count += 1;
      else groups.set(place, { fact, categoryId, day, isInSeason, count: 1 });
    }
  }
  const steps = [...groups.values()].flatMap(stepsOf);
  // Within one day, which nearly every batch is, what is not alike has no key in common.
  return spans.size > 1 ? sum(steps) : steps;
}

/** The UTC day of a time, written out once: a batch is nearly always of one day. */
function days(): (at: number) => string {
  const known = new Map<number, string>();
  return (at) => {
    const number = Math.floor(at / DAY_MS);
    const day = known.get(number) ?? new Date(at).toISOString().slice(0, 10);
    known.set(number, day);
    return day;
  };
}

/** What a fact is counted under: all categories together, and where its channel has one, its own. */
export function categoriesOf(rules: Rules, fact: Fact): number[] {
  const category = rules.categoryOf(fact);
  return category ? [ALL_CATEGORIES, category.id] : [ALL_CATEGORIES];
}

/** The counters that facts are counted under. */
export function stepsOf({ fact, categoryId, day, isInSeason, count }: Alike): CounterStep[] {
  const { userId, type: eventType } = fact;
  const step = (period: string) => ({ userId, eventType, categoryId, period, count });
  const steps = [step('lifetime'), step(`day:${day}`)];
  if (isInSeason) steps.push(step('season'));
  return steps;
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
