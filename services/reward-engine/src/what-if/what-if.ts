import {
  changeRuleSet,
  checkRuleChanges,
  DISCORD_EPOCH_MS,
  longestMemoryDays,
  type RuleChanges,
  type RuleSet,
  RuleSetError,
  type WhatIfReport,
} from '@synapse/contracts';
import { openRules } from '@synapse/economy';
import { OperatorError } from '@synapse/runtime';
import {
  type Connection,
  type DatabaseOptions,
  ENGINE_POSITIONS,
  findPosition,
  firstByXp,
  inSnapshot,
  loadCorrectionRuns,
  loadRuleSet,
  newestFactTime,
} from '@synapse/store';
import { reportOf } from './report.js';
import { type Span, simulate } from './simulate.js';

const DAY_MS = 86_400_000;
const TOP = 100;

export interface WhatIf {
  /** What is to be different, as it was written down. */
  readonly changes: unknown;
  readonly span: Span;
}

export interface WhatIfContext {
  readonly database: DatabaseOptions;
  readonly community: string;
  readonly now: Date;
  readonly onProgress: (done: bigint, of: bigint) => void;
  readonly signal: AbortSignal;
}

/**
 * Reports who would have gained and lost what if the rules had been other ones for the facts of a span. Reads one moment of
 * the journal and the lake, and writes nothing.
 * @throws OperatorError naming what is wrong with the changes or the span
 */
export const whatIf = (context: WhatIfContext, { changes, span }: WhatIf): Promise<WhatIfReport> =>
  inSnapshot(context.database, async (connection) => {
    const { community, now, onProgress, signal } = context;
    const position = await findPosition(connection, ENGINE_POSITIONS, community);
    if (!position) {
      throw new OperatorError(
        `The engine has judged nothing of ${community}.`,
        'Start it, or name another COMMUNITY.',
      );
    }
    const inForce = await loadRuleSet(connection, community, position.ruleSetVersion);
    const wanted = checked(changes, inForce);
    const judged = await spanOf(connection, span);
    const changed = changeRuleSet(inForce, wanted);
    const memoryDays = Math.max(longestMemoryDays(inForce.settings), longestMemoryDays(changed.settings)) + 1;
    const run = await simulate(connection, {
      community,
      changes: wanted,
      span: judged,
      memoryMs: memoryDays * DAY_MS,
      end: position.next.next_journal_id,
      onProgress,
      signal,
    });
    const differences = run.differences(openRules(changed));
    const others = await firstByXp(
      connection,
      differences.map(({ before }) => before.id),
      TOP,
    );
    const about = { community, position, changes: wanted, span: judged, facts: run.facts, now };
    return reportOf(about, differences, others);
  });

function checked(changes: unknown, inForce: RuleSet): RuleChanges {
  try {
    return checkRuleChanges(changes, inForce);
  } catch (error) {
    if (!(error instanceof RuleSetError)) throw error;
    throw new OperatorError(`The rules cannot be changed so.\n${error.message}`, 'Correct these fields.');
  }
}

/**
 * The span up to the newest fact: what comes later is not told of by the report.
 * @throws OperatorError when there is nothing in it, or an applied what-if judged some of it anew already
 */
async function spanOf(connection: Connection, { since: from, until }: Span): Promise<Span> {
  const since = Math.max(from, DISCORD_EPOCH_MS);
  const newest = await newestFactTime(connection);
  const end = Math.min(until, (newest ?? 0) + 1);
  if (end <= since) throw new OperatorError('No fact lies in this span.', 'Name an earlier --from.');
  const runs = await loadCorrectionRuns(connection);
  const other = runs.find((run) => run.since < end && since < run.until);
  if (!other) return { since, until: end };
  const [first, last] = [other.since, other.until].map((at) => new Date(at).toISOString());
  throw new OperatorError(
    `The facts from ${first} to ${last} were judged anew by the what-if ${other.run}, which was applied.`,
    `Choose a span beside it, or take it back first: npm run undo-what-if -- ${other.run}`,
  );
}
