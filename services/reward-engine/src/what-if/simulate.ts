import { changeRuleSet, type RuleChanges } from '@synapse/contracts';
import { createWhatIf, openRules, type Recorded, type Rules } from '@synapse/economy';
import { type Connection, createRuleSetBook, firstRowSince } from '@synapse/store';
import { groups } from './groups.js';
import { introduceMembers } from './introduce-members.js';

/** Event times in milliseconds since the Unix epoch; `until` is exclusive. */
export interface Span {
  readonly since: number;
  readonly until: number;
}

interface Simulation {
  readonly community: string;
  readonly changes: RuleChanges;
  readonly span: Span;
  readonly memoryMs: number;
  /** The journal's next number: the walk ends before it. */
  readonly end: bigint;
  readonly onProgress: (done: bigint, of: bigint) => void;
  readonly signal: AbortSignal;
}

/** Walks the journal from where the anti-gaming rules of the span begin to look back, page by page. */
export async function simulate(connection: Connection, simulation: Simulation) {
  const { community, changes, span, memoryMs, end, onProgress, signal } = simulation;
  const book = createRuleSetBook(community);
  const rules = new Map<number, { own: Rules; changed: Rules }>();
  const of = (version: number) => {
    const found = rules.get(version);
    if (!found) throw new Error(`version ${version} of the rules was not loaded`);
    return found;
  };
  const run = createWhatIf({
    rules: (version) => of(version).own,
    changed: (version) => of(version).changed,
    ...span,
    memoryMs,
  });
  const begin = (await firstRowSince(connection, span.since - memoryMs)) ?? end;
  for await (const page of groups(connection, begin, end)) {
    signal.throwIfAborted();
    for (const version of versionsOf(page)) {
      if (rules.has(version)) continue;
      const ruleSet = await book.at(connection, version);
      rules.set(version, { own: openRules(ruleSet), changed: openRules(changeRuleSet(ruleSet, changes)) });
    }
    await introduceMembers(connection, run, page, begin);
    for (const { recorded } of page) run.step(recorded);
    onProgress((page.at(-1)?.last ?? begin) - begin + 1n, end - begin);
  }
  return run;
}

const versionsOf = (page: readonly { recorded: Recorded }[]) =>
  new Set(page.flatMap(({ recorded }) => recorded.rows.map(({ reasons }) => reasons.rule_set)));
