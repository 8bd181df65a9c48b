import type { GatewayDispatchPayload } from 'discord-api-types/v10';

export interface Arrival {
  readonly shard: number;
  readonly dispatch: GatewayDispatchPayload;
  /** When it was received, in milliseconds since the Unix epoch. */
  readonly receivedAt: number;
}

/**
 * Hands dispatches on in the order of their sequence numbers. The gateway library waits on promises between reading a
 * dispatch and emitting it, longer for some than for others, so what came in one packet may be emitted in another order.
 * All of it is emitted before the event loop's next turn.
 */
export function inSequence(deliver: (arrival: Arrival) => void): (arrival: Arrival) => void {
  let waiting: Arrival[] = [];
  const drain = () => {
    const arrivals = waiting;
    waiting = [];
    for (const arrival of arrivals.sort(bySequence)) deliver(arrival);
  };
  return (arrival) => {
    if (waiting.length === 0) setImmediate(drain);
    waiting.push(arrival);
  };
}

const bySequence = (left: Arrival, right: Arrival) =>
  left.shard - right.shard || left.dispatch.s - right.dispatch.s;
