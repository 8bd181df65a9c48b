import type { Fact } from '@synapse/contracts';
import type { JournalRow, Member, Rules, SeasonStat } from '@synapse/economy';

/** Everything that one fact changes in the tables: what a bot that writes each fact by itself has to write. */
export interface Effects {
  fact: Fact & { userId: bigint };
  /** Under what its lake row is counted. */
  counted: { categoryId: number; period: string }[];
  rows: readonly JournalRow[];
  /** Members as they were and are. */
  members: { before: Member | undefined; after: Member }[];
  stats: { before: SeasonStat | undefined; after: SeasonStat }[];
}

/** The counters of a lake row (rules of the economy, section 4). */
export function countedUnder(rules: Rules, fact: Fact): Effects['counted'] {
  const category = rules.categoryOf(fact);
  const periods = ['lifetime', `day:${new Date(fact.at).toISOString().slice(0, 10)}`];
  if (rules.seasonAt(fact.at)) periods.push('season');
  const categories = category ? [0, category.id] : [0];
  return categories.flatMap((categoryId) => periods.map((period) => ({ categoryId, period })));
}
