import type { RuleSet } from '@synapse/contracts';
import type { Connection } from './pool.js';
import { loadRuleSet } from './rule-set-rows.js';

/** Versions of a community's rules: what is not at hand comes from `rule_sets`. A version never changes. */
export function createRuleSetBook(community: string) {
  const known = new Map<number, RuleSet>();
  return {
    learn(ruleSet: RuleSet): void {
      known.set(ruleSet.version, ruleSet);
    },
    async at(connection: Connection, version: number): Promise<RuleSet> {
      const ruleSet = known.get(version) ?? (await loadRuleSet(connection, community, version));
      known.set(version, ruleSet);
      return ruleSet;
    },
  };
}

export type RuleSetBook = ReturnType<typeof createRuleSetBook>;
