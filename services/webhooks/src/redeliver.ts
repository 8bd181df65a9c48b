import { type Bus, deadWebhooks, dropDeadWebhook } from '@synapse/bus';
import { readLetter } from './dead-letter.js';
import type { Endpoint } from './endpoints.js';
import { postEvent } from './post-event.js';

export interface Redelivered {
  taken: number;
  /** Letters that hold no event: they were left as they are. */
  unreadable: number;
  /** Why the endpoint refused one more; those after it were not tried. */
  refused?: string;
}

/** Posts an endpoint's dead letters again, oldest first, until one is refused; what is taken is no dead letter any more. */
export async function redeliver(
  bus: Bus,
  community: string,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Redelivered> {
  let taken = 0;
  let unreadable = 0;
  for await (const { sequence, body } of deadWebhooks(bus, community, endpoint.name)) {
    const event = readLetter(body)?.event;
    if (!event) {
      unreadable += 1;
      continue;
    }
    const posted = await postEvent(endpoint, event, signal);
    if (!posted.taken) return { taken, unreadable, refused: `${event.id}: ${posted.why}` };
    await dropDeadWebhook(bus, sequence);
    taken += 1;
  }
  return { taken, unreadable };
}
