import { connectBus, openLog } from '@synapse/bus';
import {
  type Command,
  communitySpec,
  databaseSpec,
  erasureSpec,
  natsSpec,
  OperatorError,
} from '@synapse/runtime';
import {
  type Beginning,
  checkDatabase,
  checkErasureKey,
  createTombstones,
  isDifferent,
  own,
  type RedecideReport,
  redecide as redecideLog,
} from '@synapse/store';
import { nothingJudged } from './checkpoint.js';
import { describeDifference } from './describe-difference.js';
import { createRewardFold } from './reward-fold.js';

const NAME = 'reward-engine redecide';
/** Comparing reads whole tables. */
const TIMEOUT_MS = 3_600_000;

export const redecideSpec = { ...natsSpec, ...databaseSpec, ...communitySpec, ...erasureSpec };

interface Redecide extends Pick<Command<typeof redecideSpec>, 'config' | 'say' | 'signal'> {
  /** As far back as it reaches when left out. */
  beginning?: Beginning | undefined;
  /** Told how far it is, in entries of the log. */
  onProgress?: (done: number, of: number) => void;
}

/**
 * Judges the log anew as the engine did, into temporary tables, and says which rows of the engine's tables differ from
 * that. Changes nothing; the engine may run meanwhile.
 * @throws OperatorError when any does
 */
export async function redecide(asked: Redecide): Promise<RedecideReport> {
  const { config, say } = asked;
  const report = await judgeAnew(asked);
  if (!report) throw nothingJudged(config.COMMUNITY);
  const { beginning, from, to, tables } = report;
  const wrong = tables.filter(isDifferent);
  for (const line of wrong.flatMap(describeDifference)) say(line);
  const what = `the entries ${from + 1} to ${to}, from ${beginning === 'checkpoint' ? 'the checkpoint' : 'the first one'} on`;
  if (wrong.length > 0) {
    throw new OperatorError(
      `Judging ${what}, gives other rows in ${wrong.map(({ table }) => table).join(', ')}.`,
      'If the journal is right, `npm run rebuild` mends the figures. If it is not, find what else writes to these tables, or what made the engine judge otherwise than this version does.',
    );
  }
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  say(`Judging ${what}, gives the same ${rows} rows in ${tables.length} tables.`);
  return report;
}

async function judgeAnew({ config, signal, beginning, onProgress }: Redecide) {
  const community = config.COMMUNITY;
  const database = { url: config.DATABASE_URL, applicationName: NAME, statementTimeoutMs: TIMEOUT_MS };
  await checkDatabase(database, 'engine_tombstones');
  await checkErasureKey(database, 'engine_tombstones', config.ERASURE_KEY);
  const bus = await connectBus({ url: config.NATS_URL, name: NAME });
  try {
    const owner = await own({ ...database, service: NAME, community, signal });
    const fold = createRewardFold(community, createTombstones('engine_tombstones', config.ERASURE_KEY));
    const judging = {
      community,
      log: openLog(bus, community),
      signal: AbortSignal.any([signal, owner.lost]),
      apply: fold.apply,
      onCommitted(position: Parameters<typeof fold.takeLaid>[0], { lag }: { lag: number }) {
        fold.takeLaid(position);
        onProgress?.(position.sequence, position.sequence + lag);
      },
    };
    return await redecideLog(owner, judging, beginning).finally(() => owner.release());
  } finally {
    await bus.close();
  }
}
