import { type Command, communitySpec, databaseSpec, kind, variable } from '@synapse/runtime';
import { checkDatabase, own, type RebuildReport, rebuildFigures } from '@synapse/store';

const NAME = 'reward-engine';

export const rebuildSpec = {
  ...databaseSpec,
  ...communitySpec,
  REPAIR: variable(kind.bool, {
    desc: 'whether `npm run rebuild` also updates the rows that differ; without it, it only reports them',
    example: '1',
    default: false,
  }),
};

type Rebuild = Pick<Command<typeof rebuildSpec>, 'config' | 'say' | 'signal'>;

/**
 * Rebuilds every figure of the community from the journal, reports what differs from the tables and, with REPAIR=1, mends
 * it. Waits until the engine gives up the members: two writers at once would each spoil the other's work.
 */
export async function rebuild({ config, say, signal }: Rebuild): Promise<RebuildReport> {
  const database = { url: config.DATABASE_URL, applicationName: `${NAME} rebuild` };
  await checkDatabase(database, 'activity_log');
  say('Waiting for the engine to give up the members: stop it if it runs.');
  const owner = await own({ ...database, service: NAME, community: config.COMMUNITY, signal });
  try {
    say('Adding up the journal.');
    const report = await owner.transaction((connection) => rebuildFigures(connection, config.REPAIR));
    for (const line of describe(report, config.REPAIR)) say(line);
    return report;
  } finally {
    await owner.release();
  }
}

function describe({ members, differing }: RebuildReport, repaired: boolean): string[] {
  const wrong = Object.entries(differing).filter(([, rows]) => rows > 0);
  if (wrong.length === 0) return [`${members} members: every figure is what the journal says.`];
  const lines = wrong.map(
    ([table, rows]) => `${table}: ${rows} row${rows === 1 ? '' : 's'} ${repaired ? 'mended' : 'differ'}`,
  );
  return repaired ? lines : [...lines, 'Nothing was changed. Run it again with REPAIR=1 to mend these rows.'];
}
