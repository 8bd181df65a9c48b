import { type Command, type Fact, isLakeFact, type LakeEventType } from '@synapse/contracts';
import { openRules, type Rules } from '@synapse/economy';
import {
  type Advance,
  type Connection,
  countFacts,
  createRuleSetBook,
  dropSeasonCounters,
  type LakeRow,
  layFacts,
  type Position,
  type Step,
} from '@synapse/store';
import { type CounterKey, counterKeys, sumSteps } from './counter-keys.js';

type Next = 'next_lake_id' | 'closed_season';

/** Lays facts in the lake and counts those that were really laid, inside the owner's transaction. */
export function createLakeFold(community: string) {
  const book = createRuleSetBook(community);
  return async function fold(
    connection: Connection,
    position: Position<Next>,
    steps: readonly Step[],
  ): Promise<Advance<Next>> {
    let rules = openRules(await book.at(connection, position.ruleSetVersion));
    let { next_lake_id: nextId, closed_season: closedSeason } = position.next;
    let laying = createLaying(connection);
    for (const step of steps) {
      if (step.kind === 'rule_set') {
        if (step.ruleSet.version <= rules.version) continue;
        book.learn(step.ruleSet);
        rules = openRules(step.ruleSet);
      } else if (step.kind === 'facts') {
        for (const fact of step.facts) {
          if (!isLakeFact(fact) || !isKept(rules, fact)) continue;
          laying.add(toRow(nextId, fact), counterKeys(rules, closedSeason, fact));
          nextId += 1n;
        }
      } else {
        const ended = seasonEndedBy(step.command, rules);
        if (ended <= closedSeason) continue;
        await laying.finish();
        await dropSeasonCounters(connection);
        closedSeason = ended;
        laying = createLaying(connection);
      }
    }
    await laying.finish();
    return { ruleSetVersion: rules.version, next: { next_lake_id: nextId, closed_season: closedSeason } };
  };
}

/** The season that a command closes, as the engine would; 0 = none. */
function seasonEndedBy({ type, issuer, body, at }: Command, rules: Rules): bigint {
  if (type !== 'close_season' || issuer !== 'admin') return 0n;
  const season = rules.season(body.season);
  return season && Date.parse(season.ends_at) <= at ? BigInt(season.id) : 0n;
}

/** Collects rows and what they are counted under, and writes them together. */
function createLaying(connection: Connection) {
  const rows: LakeRow[] = [];
  const keys = new Map<bigint, CounterKey[]>();
  return {
    add(row: LakeRow, countedUnder: CounterKey[]): void {
      rows.push(row);
      keys.set(row.id, countedUnder);
    },
    async finish(): Promise<void> {
      const laid = await layFacts(connection, rows);
      await countFacts(connection, sumSteps([...laid].flatMap((id) => keys.get(id) ?? [])));
    },
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
