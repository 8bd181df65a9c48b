import { type Bus, standInForLost } from '@synapse/bus';
import { type DatabaseOptions, ENGINE_POSITIONS, findPosition, loadOutgoing, own } from '@synapse/store';
import { lastPublished } from './outbox-relay.js';

export interface AcceptRewards {
  database: DatabaseOptions;
  bus: Bus;
  service: string;
  community: string;
  signal: AbortSignal;
}

/**
 * Lets the stream of reward frames go on without frames that were published and are gone. Waits for the engine to give up
 * its lock.
 * @returns which are gone, in words; `null` when none is
 */
export async function acceptRewards(accepted: AcceptRewards): Promise<string | null> {
  const { database, bus, service, community, signal } = accepted;
  const owner = await own({ ...database, service, community, signal });
  try {
    const position = await owner.alone((c) => findPosition(c, ENGINE_POSITIONS, community));
    if (!position) return null;
    const waiting = await owner.alone((c) => loadOutgoing(c, community));
    const log = { created: position.streamCreated, sequence: position.sequence };
    return await standInForLost(bus, community, {
      published: lastPublished(waiting, position.next.next_frame),
      log,
    });
  } finally {
    await owner.release();
  }
}
