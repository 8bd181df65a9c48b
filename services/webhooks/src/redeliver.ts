import { type Bus, deadWebhooks, dropDeadWebhook } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import type { Endpoint } from './endpoints.js';
import { postEvent } from './post-event.js';

export interface Redelivered {
  taken: number;
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
  for await (const { sequence, body } of deadWebhooks(bus, community, endpoint.name)) {
    const { event } = JSON.parse(Buffer.from(body).toString('utf8')) as { event: RewardEvent };
    const posted = await postEvent(endpoint, event, signal);
    if (!posted.taken) return { taken, refused: `${event.id}: ${posted.why}` };
    await dropDeadWebhook(bus, sequence);
    taken += 1;
  }
  return { taken };
}
