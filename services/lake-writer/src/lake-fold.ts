import {
  type Command,
  type Entry,
  entryKind,
  type Fact,
  isLakeFact,
  type LakeEventType,
} from '@synapse/contracts';
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
  type Fold,
  type Foreseen,
  keepSources,
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

/** So many batches look first after a fact that had come before: it is seldom the only one. */
const CAREFUL_BATCHES = 64;

/**
 * Lays facts in the lake and counts those that were really laid.
 * @param tombstones of the lake, for nobody but this fold
 * @param onErased told, before the commit, that other members' rows may name somebody erased
 */
export function createLakeFold(
  community: string,
  tombstones: Tombstones,
  onErased: () => void,
): Required<Pick<Fold<Next>, 'apply' | 'foresee' | 'onRefused'>> {
  const book = createRuleSetBook(community);
  let careful = 0;

  async function apply(
    connection: Connection,
    position: Position<Next>,
    steps: readonly Step[],
    queue: Queue,
  ): Promise<Advance<Next>> {
    await tombstones.recall(connection);
    let rules = openRules(await book.at(connection, position.ruleSetVersion));
    let { closed_season: closedSeason } = position.next;
    let laying = createLaying(position.next.next_lake_id, tombstones);
    careful = Math.max(0, careful - 1);
    const finish = async () => {
      if (await laying.finish(connection, queue, rules, closedSeason)) careful = CAREFUL_BATCHES;
      laying = createLaying(laying.nextId(), tombstones);
    };
    for (const step of steps) {
      if (step.kind === 'rule_set') {
        if (step.ruleSet.version <= rules.version) continue;
        await finish();
        book.learn(step.ruleSet);
        rules = openRules(step.ruleSet);
        queue(noteLakeRules(connection, laying.nextId(), rules.version));
      } else if (step.kind === 'facts') {
        laying.add(rules, step);
      } else if (!concernsErased(step.command, tombstones.isErased)) {
        const { command } = step;
        const erased = tombstones.knows(command) ? null : whomErases(command);
        if (erased !== null) {
          await finish();
          const log = { streamCreated: position.streamCreated, sequence: step.entry.sequence };
          await erase(connection, tombstones, { command, log, userId: erased, until: laying.nextId() });
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
    const next = { next_lake_id: laying.nextId(), closed_season: closedSeason };
    return { ruleSetVersion: rules.version, next };
  }

  /** Takes facts for new, which nearly all are. */
  async function foresee(
    reader: Connection,
    { ruleSetVersion, next }: Position<Next>,
    steps: readonly Step[],
  ): Promise<Foreseen<Next> | null> {
    if (careful > 0) return null;
    await tombstones.recall(reader);
    const rules = openRules(await book.at(reader, ruleSetVersion));
    const laying = createLaying(next.next_lake_id, tombstones);
    for (const step of steps) {
      if (step.kind !== 'facts') return null;
      laying.add(rules, step);
    }
    return {
      ruleSetVersion,
      next: { ...next, next_lake_id: laying.nextId() },
      write: (connection, queue) => laying.keep(connection, queue, rules, next.closed_season),
    };
  }

  return {
    apply,
    foresee,
    onRefused() {
      careful = CAREFUL_BATCHES;
    },
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

type FactsStep = Extract<Step, { kind: 'facts' }>;

/** Collects facts, and writes them together; what they are counted under must be the same for all of them. */
function createLaying(firstId: bigint, tombstones: Tombstones) {
  const facts: Fact<LakeEventType>[] = [];
  const rows: LakeRow[] = [];
  const nextId = () => firstId + BigInt(rows.length);
  return {
    /** The id of the next row. */
    nextId,
    add(rules: Rules, { entry, facts: all }: FactsStep): void {
      for (const each of all) {
        const fact = withoutErased(each, tombstones.isErased);
        if (!fact || !isLakeFact(fact) || !isKept(rules, fact)) continue;
        if (isHistory(entry) && isTooOld(rules, fact)) continue;
        rows.push(toRow(nextId(), fact));
        facts.push(fact);
      }
    },
    /** Lays what is new of it. @returns whether something was not */
    async finish(connection: Connection, queue: Queue, rules: Rules, closedSeason: bigint): Promise<boolean> {
      const claimed = await claimSources(connection, rows);
      const isNew = (_: unknown, place: number) => claimed.has((rows[place] as LakeRow).id);
      queue(layFacts(connection, rows.filter(isNew)));
      queue(countFacts(connection, tally(rules, closedSeason, facts.filter(isNew))));
      return claimed.size < rows.length;
    },
    /** Lays all of it; refused by the database unless all is new. */
    keep(connection: Connection, queue: Queue, rules: Rules, closedSeason: bigint): void {
      queue(keepSources(connection, rows));
      queue(layFacts(connection, rows));
      queue(countFacts(connection, tally(rules, closedSeason, facts)));
    },
  };
}

const isKept = (rules: Rules, { type, guildId }: Fact<LakeEventType>): boolean =>
  rules.setting(`event_lake.source.${type}.enabled`, guildId) as boolean;

const DAY_MS = 86_400_000;

const isHistory = ({ subject }: Entry) => entryKind(subject) === 'facts' && subject.endsWith('.history');

/** Retention would take it again: the past is judged, and laid in the lake as far as that goes back. */
const isTooOld = (rules: Rules, { at, receivedAt, guildId }: Fact): boolean =>
  receivedAt - at > rules.setting('event_lake_retention_days', guildId) * DAY_MS;

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
