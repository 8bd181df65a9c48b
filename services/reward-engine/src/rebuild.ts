import { type Command, communitySpec, databaseSpec, kind, variable } from '@synapse/runtime';
import {
  checkDatabase,
  countMembers,
  isDifferent,
  LARGEST_ID,
  lastOfNext,
  type Owner,
  own,
  type RebuildReport,
  rebuildFigures,
} from '@synapse/store';
import { addDifferences } from './add-differences.js';
import { describeDifference } from './describe-difference.js';
import type { OnProgress } from './verify.js';

const NAME = 'reward-engine';
/** It reads the whole journal. */
const TIMEOUT_MS = 3_600_000;

export const rebuildSpec = {
  ...databaseSpec,
  ...communitySpec,
  REPAIR: variable(kind.bool, {
    desc: 'whether `npm run rebuild` also mends the rows that differ, are missing or too many; without it, it only reports them',
    example: '1',
    default: false,
  }),
};

type Rebuild = Pick<Command<typeof rebuildSpec>, 'config' | 'say' | 'signal'> & { onProgress?: OnProgress };

const MEMBERS_A_STEP = 20_000;

/**
 * Rebuilds what the journal alone gives of the community, reports what differs from the tables and, with REPAIR=1, mends
 * it. Waits until the engine gives up the members: two writers at once would each spoil the other's work.
 */
export async function rebuild({
  config,
  say,
  signal,
  onProgress = () => {},
}: Rebuild): Promise<RebuildReport> {
  const database = {
    url: config.DATABASE_URL,
    applicationName: `${NAME} rebuild`,
    statementTimeoutMs: TIMEOUT_MS,
  };
  await checkDatabase(database, 'activity_log');
  say('Waiting for the engine to give up the members: stop it if it runs.');
  const owner = await own({ ...database, service: NAME, community: config.COMMUNITY, signal });
  try {
    say('Adding up the journal.');
    const report = await inSteps(owner, config, { signal, onProgress });
    for (const line of describe(report, config.REPAIR)) say(line);
    return report;
  } finally {
    await owner.release();
  }
}

/** Some members after the other: each stands alone. What was mended before an interruption stays mended. */
async function inSteps(
  owner: Owner,
  { COMMUNITY, REPAIR }: Rebuild['config'],
  { signal, onProgress }: Required<Pick<Rebuild, 'signal' | 'onProgress'>>,
): Promise<RebuildReport> {
  let report: RebuildReport = { members: 0, tables: [] };
  const total = await owner.transaction(countMembers);
  for (let after = 0n; after < LARGEST_ID; ) {
    signal.throwIfAborted();
    onProgress(report.members, total);
    after = await owner.transaction(async (connection) => {
      const last = (await lastOfNext(connection, after, MEMBERS_A_STEP)) ?? LARGEST_ID;
      const { members, tables } = await rebuildFigures(connection, COMMUNITY, REPAIR, { after, last });
      report = { members: report.members + members, tables: addDifferences(report.tables, tables) };
      return last;
    });
  }
  return report;
}

function describe({ members, tables }: RebuildReport, repaired: boolean): string[] {
  const wrong = tables.filter(isDifferent);
  if (wrong.length === 0) return [`${members} members: every figure is what the journal says.`];
  return [
    ...wrong.flatMap(describeDifference),
    repaired
      ? 'These rows are mended.'
      : 'Nothing was changed. Run it again with REPAIR=1 to mend these rows.',
  ];
}
