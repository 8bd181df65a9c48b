import { readLog } from '@synapse/bus';
import { defaultRuleSet, type Entry, type Fact, isLakeFact, readEntry } from '@synapse/contracts';
import {
  createOverlay,
  decide,
  EMPTY_STATE,
  introduced,
  type Member,
  moved,
  newMember,
  openRules,
  type SeasonStat,
  type State,
  type Window,
} from '@synapse/economy';
import { countedUnder, type Effects } from './effects.js';
import { COMMUNITY, lastEntry, type Stack } from './stack.js';

/** What the tables must hold once the log is folded, computed fact by fact in memory, without batches or a database. */
export interface Oracle {
  /** Reads on to the end of the log. @returns what each new fact of a member brought */
  catchUp(stack: Pick<Stack, 'bus'>): Promise<Effects[]>;
  readonly lakeRows: number;
  readonly journalRows: number;
  readonly xp: number;
  readonly stars: number;
  readonly members: ReadonlyMap<bigint, Member>;
}

export function createOracle(): Oracle {
  const members = new Map<bigint, Member>();
  const stats = new Map<string, SeasonStat>();
  const windows = new Map<string, Window>();
  const known = new Set<string>();
  const state: State = { ...EMPTY_STATE, members, stats, windows };
  let rules = openRules(defaultRuleSet(COMMUNITY));
  let sequence = 0;
  let [lakeRows, journalRows, xp, stars] = [0, 0, 0, 0];

  function judge(fact: Fact): Effects[] {
    // Facts are told apart by their ids, as the tables do.
    if (known.has(fact.id)) return [];
    known.add(fact.id);
    if (isLakeFact(fact)) lakeRows += 1;
    if (fact.userId === null) return [];
    const met = new Map([[fact.userId, members.get(fact.userId)]]);
    members.set(fact.userId, introduced(members.get(fact.userId) ?? newMember(fact.userId, fact.at), fact));
    const { rows, moves } = decide(rules, state, fact);
    const overlay = createOverlay(state, fact.at);
    for (const row of rows) {
      overlay.add(row);
      journalRows += 1;
      xp += row.xpDelta;
      stars += row.starDelta;
    }
    const effects: Effects = {
      fact: { ...fact, userId: fact.userId },
      counted: countedUnder(rules, fact),
      rows,
      members: [...overlay.members].map(([id, after]) => ({
        before: met.has(id) ? met.get(id) : members.get(id),
        after,
      })),
      stats: [...overlay.stats].map(([key, after]) => ({ before: stats.get(key), after })),
    };
    for (const [id, member] of overlay.members) members.set(id, member);
    for (const [key, stat] of overlay.stats) stats.set(key, stat);
    for (const move of moves) windows.set(move.key, moved(windows.get(move.key), move));
    return [effects];
  }

  function take(entry: Entry): Effects[] {
    const { content } = readEntry(entry);
    if (content.kind === 'rule_set') rules = openRules(content.ruleSet);
    if (content.kind !== 'facts') return [];
    return content.lines.flatMap(({ decoded }) => {
      if ('unreadable' in decoded) throw new Error(`Entry ${entry.sequence}: ${decoded.unreadable.detail}`);
      return judge(decoded.fact);
    });
  }

  return {
    async catchUp(stack) {
      const entries = await entriesOf(stack, sequence + 1, await lastEntry(stack));
      sequence = entries.at(-1)?.sequence ?? sequence;
      return entries.flatMap(take);
    },
    get lakeRows() {
      return lakeRows;
    },
    get journalRows() {
      return journalRows;
    },
    get xp() {
      return xp;
    },
    get stars() {
      return stars;
    },
    members,
  };
}

/** The entries of the log from one sequence to another, both included. */
export async function entriesOf({ bus }: Pick<Stack, 'bus'>, from: number, to: number): Promise<Entry[]> {
  const found: Entry[] = [];
  if (to < from) return found;
  const enough = new AbortController();
  for await (const batch of readLog(bus, { community: COMMUNITY, after: from - 1, signal: enough.signal })) {
    found.push(...batch.filter(({ sequence }) => sequence <= to));
    if ((batch.at(-1)?.sequence ?? 0) >= to) enough.abort();
  }
  return found;
}
