import { type Command, type databaseSpec, OperatorError } from '@synapse/runtime';
import {
  checkDatabase,
  countMembers,
  type DatabaseOptions,
  type Drift,
  findDrift,
  inSnapshot,
  LARGEST_ID,
  lastOfNext,
} from '@synapse/store';

const NAME = 'reward-engine verify';
const SHOWN = 20;
const MEMBERS_A_STEP = 20_000;
/** It reads the whole journal. */
const TIMEOUT_MS = 3_600_000;

/**
 * Compares every member's figures with the sums of the journal, and says which differ.
 * @throws OperatorError when any does
 */
export async function verify({
  config,
  say,
  onProgress = () => {},
}: Pick<Command<typeof databaseSpec>, 'config' | 'say'> & { onProgress?: OnProgress }): Promise<void> {
  const database = { url: config.DATABASE_URL, applicationName: NAME, statementTimeoutMs: TIMEOUT_MS };
  await checkDatabase(database, 'activity_log');
  const drift = await driftOf(database, onProgress);
  if (drift.length === 0) return say('Every member’s figures are the sums of the journal.');
  for (const each of drift.slice(0, SHOWN)) say(describe(each));
  if (drift.length > SHOWN) say(`… and ${drift.length - SHOWN} more`);
  throw new OperatorError(
    `The figures of ${drift.length} member${drift.length === 1 ? '' : 's'} are not the sums of the journal.`,
    'The journal is right: find what else writes to users or member_totals before the figures are repaired.',
  );
}

export type OnProgress = (done: number, of: number) => void;

/** Some members after the other, all of one moment. */
const driftOf = (database: DatabaseOptions, onProgress: OnProgress): Promise<Drift[]> =>
  inSnapshot(database, async (connection) => {
    const drift: Drift[] = [];
    const total = await countMembers(connection);
    for (let after = 0n, done = 0; after < LARGEST_ID; done += MEMBERS_A_STEP) {
      onProgress(done, total);
      const last = (await lastOfNext(connection, after, MEMBERS_A_STEP)) ?? LARGEST_ID;
      drift.push(...(await findDrift(connection, { after, last })));
      after = last;
    }
    return drift;
  });

const describe = ({ userId, figures }: Drift) =>
  `member ${userId}: ${Object.entries(figures)
    .map(([name, { has, journal }]) => `${name} is ${has}, the journal says ${journal}`)
    .join('; ')}`;
