import { factsStreamName, type LogSource, type LogState } from '@synapse/contracts';
import type { Bus } from './connect.js';
import { readLog } from './read-log.js';
import { isStreamMissing } from './transient.js';

/** The log of a community does not exist. */
export class LogMissingError extends Error {
  override name = 'LogMissingError';
  readonly hint =
    'Check NATS_URL. If the stream is gone for good, start the ingest-gateway: it makes a new one.';
}

/** @throws LogMissingError when the stream does not exist */
export async function logState(bus: Bus, community: string): Promise<LogState> {
  const stream = factsStreamName(community);
  try {
    const { created, state } = await bus.jsm.streams.info(stream);
    return { created, first: state.first_seq === 0 ? 1 : state.first_seq, last: state.last_seq };
  } catch (error) {
    if (!isStreamMissing(error)) throw error;
    throw new LogMissingError(
      `The stream ${stream} does not exist: it was deleted, or this is another server.`,
    );
  }
}

/** The log of a community, as its readers reach it. */
export const openLog = (bus: Bus, community: string): LogSource => ({
  state: () => logState(bus, community),
  read: ({ sequence, loggedAt }, signal) => readLog(bus, { community, after: sequence, loggedAt, signal }),
});
