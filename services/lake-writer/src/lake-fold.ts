import { type Fact, isLakeFact, type LakeEventType } from '@synapse/contracts';
import { openRules, type Rules } from '@synapse/economy';
import {
  type Advance,
  type Connection,
  countFacts,
  createRuleSetBook,
  type LakeRow,
  layFacts,
  type Position,
  type Step,
} from '@synapse/store';
import { type CounterKey, counterKeys, sumSteps } from './counter-keys.js';

type Next = 'next_lake_id';

/** Lays facts in the lake and counts those that were really laid, inside the owner's transaction. */
export function createLakeFold(community: string) {
  const book = createRuleSetBook(community);
  return async function fold(
    connection: Connection,
    position: Position<Next>,
    steps: readonly Step[],
  ): Promise<Advance<Next>> {
    let rules = openRules(await book.at(connection, position.ruleSetVersion));
    let nextId = position.next.next_lake_id;
    const rows: LakeRow[] = [];
    const keys = new Map<bigint, CounterKey[]>();
    for (const step of steps) {
      if (step.kind === 'rule_set') {
        if (step.ruleSet.version <= rules.version) continue;
        book.learn(step.ruleSet);
        rules = openRules(step.ruleSet);
        continue;
      }
      for (const fact of step.facts) {
        if (!isLakeFact(fact) || !isKept(rules, fact)) continue;
        rows.push(toRow(nextId, fact));
        keys.set(nextId, counterKeys(rules, fact));
        nextId += 1n;
      }
    }
    const laid = await layFacts(connection, rows);
    await countFacts(connection, sumSteps([...laid].flatMap((id) => keys.get(id) ?? [])));
    return { ruleSetVersion: rules.version, next: { next_lake_id: nextId } };
  };
}

const isKept = (rules: Rules, { type, guildId }: Fact<LakeEventType>): boolean =>
  rules.setting(`event_lake.source.${type}.enabled`, guildId) as boolean;

const toRow = (id: bigint, fact: Fact<LakeEventType>): LakeRow => ({
  id,
  guildId: fact.guildId,
  userId: fact.userId,
  eventType: fact.type,
  channelId: fact.channelId,
  targetId: fact.targetId,
  payload: fact.payload,
  sourceId: fact.id,
  at: fact.at,
});
