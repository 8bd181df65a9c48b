import { type Command, type Fact, isLakeFact, type LakeEventType } from '@synapse/contracts';
import { concernsErased, openRules, type Rules, whomErases, withoutErased } from '@synapse/economy';
import {
  type Advance,
  askForScrub,
  type Connection,
  claimSources,
  countFacts,
  createRuleSetBook,
  dropDeadLetters,
  dropSeasonCounters,
  eraseLakeRows,
  type LakeRow,
  layFacts,
  noteLakeRules,
  type Position,
  type Queue,
  type Step,
  type Tombstones,
} from '@synapse/store';
import { tally } from './tally.js';

type Next = 'next_lake_id' | 'closed_season';

/**
 * Lays facts in the lake and counts those that were really laid, inside the owner's transaction.
 * @param tombstones of the lake, for nobody but this fold
 * @param onErased told, before the commit, that other members' rows may name somebody erased
 */
export function createLakeFold(community: string, tombstones: Tombstones, onErased: () => void) {
  const book = createRuleSetBook(community);
  return async function fold(
    connection: Connection,
    position: Position<Next>,
    steps: readonly Step[],
    queue: Queue,
  ): Promise<Advance<Next>> {
    await tombstones.recall(connection);
    let rules = openRules(await book.at(connection, position.ruleSetVersion));
    let { next_lake_id: nextId, closed_season: closedSeason } = position.next;
    let laying = createLaying(connection, queue);
    const finish = async () => {
      await laying.finish(rules, closedSeason);
      laying = createLaying(connection, queue);
    };
    for (const step of steps) {
      if (step.kind === 'rule_set') {
        if (step.ruleSet.version <= rules.version) continue;
        await finish();
        book.learn(step.ruleSet);
        rules = openRules(step.ruleSet);
        queue(noteLakeRules(connection, nextId, rules.version));
      } else if (step.kind === 'facts') {
        for (const each of step.facts) {
          const fact = withoutErased(each, tombstones.isErased);
          if (!fact || !isLakeFact(fact) || !isKept(rules, fact)) continue;
          laying.add(nextId, fact);
          nextId += 1n;
        }
      } else if (!concernsErased(step.command, tombstones.isErased)) {
        const { command } = step;
        const erased = tombstones.knows(command) ? null : whomErases(command);
        if (erased !== null) {
          await finish();
          const log = { streamCreated: position.streamCreated, sequence: step.entry.sequence };
          await erase(connection, tombstones, { command, log, userId: erased, until: nextId });
          onErased();
        }
        const ended = seasonEndedBy(command, rules);
        if (ended <= closedSeason) continue;
        await finish();
        await dropSeasonCounters(connection);
        closedSeason = ended;
      }
    }
    await finish();
    return { ruleSetVersion: rules.version, next: { next_lake_id: nextId, closed_season: closedSeason } };
  };
}

interface LakeErasure {
  command: Command;
  log: { streamCreated: string; sequence: number };
  userId: bigint;
  /** The next lake row. */
  until: bigint;
}

/** Removes a member's rows, and asks that those of others lose the id. */
async function erase(
  connection: Connection,
  tombstones: Tombstones,
  { command, log, userId, until }: LakeErasure,
): Promise<void> {
  await eraseLakeRows(connection, userId);
  await dropDeadLetters(connection, 'lake_dead_letters', userId, log);
  const erasure = { by: command, userId, at: command.at, sequence: log.sequence };
  await askForScrub(connection, await tombstones.lay(connection, erasure), { userId, until });
}

/** The season that a command closes, as the engine would; 0 = none. */
function seasonEndedBy({ type, issuer, body, at }: Command, rules: Rules): bigint {
  if (type !== 'close_season' || issuer !== 'admin') return 0n;
  const season = rules.season(body.season);
  return season && Date.parse(season.ends_at) <= at ? BigInt(season.id) : 0n;
}

/** Collects facts, and writes them together; what they are counted under must be the same for all of them. */
function createLaying(connection: Connection, queue: Queue) {
  const facts: Fact<LakeEventType>[] = [];
  const rows: LakeRow[] = [];
  return {
    add(id: bigint, fact: Fact<LakeEventType>): void {
      facts.push(fact);
      rows.push(toRow(id, fact));
    },
    async finish(rules: Rules, closedSeason: bigint): Promise<void> {
      const claimed = await claimSources(connection, rows);
      const isNew = (_: unknown, place: number) => claimed.has((rows[place] as LakeRow).id);
      queue(layFacts(connection, rows.filter(isNew)));
      queue(countFacts(connection, tally(rules, closedSeason, facts.filter(isNew))));
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
