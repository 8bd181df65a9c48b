import { type Command, communitySpec, databaseSpec, kind, variable } from '@synapse/runtime';
import { checkDatabase, isDifferent, own, type RebuildReport, rebuildFigures } from '@synapse/store';
import { describeDifference } from './describe-difference.js';

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

type Rebuild = Pick<Command<typeof rebuildSpec>, 'config' | 'say' | 'signal'>;

/**
 * Rebuilds what the journal alone gives of the community, reports what differs from the tables and, with REPAIR=1, mends
 * it. Waits until the engine gives up the members: two writers at once would each spoil the other's work.
 */
export async function rebuild({ config, say, signal }: Rebuild): Promise<RebuildReport> {
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
    const report = await owner.transaction((connection) =>
      rebuildFigures(connection, config.COMMUNITY, config.REPAIR),
    );
    for (const line of describe(report, config.REPAIR)) say(line);
    return report;
  } finally {
    await owner.release();
  }
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
