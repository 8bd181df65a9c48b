import { factsStreamName } from '@synapse/contracts';
import type { Bus } from './connect.js';
import { isStreamMissing } from './transient.js';

/** Where a community's log stands. */
export interface LogState {
  /** When the stream was made, as the server writes it: tells one stream from another of the same name. */
  created: string;
  /** Sequence of the oldest entry still there; `last + 1` when there is none. */
  first: number;
  /** Sequence of the newest entry; 0 when there never was one. */
  last: number;
}

/** The log of a community does not exist. */
export class LogMissingError extends Error {
  override name = 'LogMissingError';
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
