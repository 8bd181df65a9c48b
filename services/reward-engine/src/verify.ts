import { type Command, type databaseSpec, OperatorError } from '@synapse/runtime';
import { checkDatabase, type Drift, findDrift, openPool } from '@synapse/store';

const NAME = 'reward-engine verify';
const SHOWN = 20;
/** It reads the whole journal. */
const TIMEOUT_MS = 3_600_000;

/**
 * Compares every member's figures with the sums of the journal, and says which differ.
 * @throws OperatorError when any does
 */
export async function verify({
  config,
  say,
}: Pick<Command<typeof databaseSpec>, 'config' | 'say'>): Promise<void> {
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  await checkDatabase(database, 'activity_log');
  const pool = openPool({ ...database, statementTimeoutMs: TIMEOUT_MS, max: 1 });
  try {
    const drift = await findDrift(pool);
    if (drift.length === 0) return say('Every member’s figures are the sums of the journal.');
    for (const each of drift.slice(0, SHOWN)) say(describe(each));
    if (drift.length > SHOWN) say(`… and ${drift.length - SHOWN} more`);
    throw new OperatorError(
      `The figures of ${drift.length} member${drift.length === 1 ? '' : 's'} are not the sums of the journal.`,
      'The journal is right: find what else writes to users or member_totals before the figures are repaired.',
    );
  } finally {
    await pool.end();
  }
}

const describe = ({ userId, figures }: Drift) =>
  `member ${userId}: ${Object.entries(figures)
    .map(([name, { has, journal }]) => `${name} is ${has}, the journal says ${journal}`)
    .join('; ')}`;
