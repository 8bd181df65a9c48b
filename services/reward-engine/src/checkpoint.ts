import { type Command, communitySpec, databaseSpec, OperatorError } from '@synapse/runtime';
import {
  checkDatabase,
  dropCheckpoint,
  isErasedSince,
  type LogPlace,
  own,
  takeCheckpoint,
} from '@synapse/store';

const NAME = 'reward-engine checkpoint';
/** It copies whole tables. */
const TIMEOUT_MS = 3_600_000;

export const checkpointSpec = { ...databaseSpec, ...communitySpec };

/**
 * Keeps what the engine has come to, so that the log can be judged anew from here once its first entries are gone. Takes
 * the place of the checkpoint before; the engine may run meanwhile.
 */
export async function checkpoint({
  config,
  say,
  signal,
}: Pick<Command<typeof checkpointSpec>, 'config' | 'say' | 'signal'>): Promise<LogPlace> {
  const community = config.COMMUNITY;
  const database = {
    url: config.DATABASE_URL,
    applicationName: NAME,
    statementTimeoutMs: TIMEOUT_MS,
  };
  await checkDatabase(database, 'engine_tombstones');
  const owner = await own({ ...database, service: NAME, community, signal });
  try {
    const place = await owner.transaction((connection) => takeCheckpoint(connection, community));
    if (!place) throw nothingJudged(community);
    const isStale = await owner.transaction(async (connection) => {
      const isStale = await isErasedSince(connection);
      if (isStale) await dropCheckpoint(connection);
      return isStale;
    });
    if (isStale) {
      throw new OperatorError(
        `A member was erased while the checkpoint of ${community} was taken, so it was dropped.`,
        'Run it again.',
      );
    }
    say(`The checkpoint of ${community} is at entry ${place.sequence} of its log.`);
    return place;
  } finally {
    await owner.release();
  }
}

/** For commands that need the engine to have been there. */
export const nothingJudged = (community: string) =>
  new OperatorError(
    `The engine has not judged anything of ${community} yet.`,
    'Check COMMUNITY and DATABASE_URL, or start the reward-engine first.',
  );
