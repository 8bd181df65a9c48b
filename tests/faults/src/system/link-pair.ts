import type { Socket } from 'node:net';

export type Direction = 'requests' | 'answers';

/** When an action strikes, as seen from the server. */
export type Moment =
  /** The request was sent and never arrives, and the connection ends. */
  | 'before'
  /** Neither the request nor what follows it arrives, and the connection lives on. */
  | 'lost'
  /** The request arrives, its answer does not. */
  | 'after'
  /** The answer arrives as well. */
  | 'answered';

export interface Tripwire {
  /** Bytes of a request. */
  request: string;
  moment: Moment;
  act: () => void;
}

/** What the network is like. */
export interface Conditions {
  refusing: boolean;
  held: ReadonlySet<Direction>;
  delayMs: number;
  bytesPerSecond: number;
}

export const FAIR: Conditions = {
  refusing: false,
  held: new Set(),
  delayMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
};

/** A connection of a client, and the one made for it to the server. */
export interface Pair {
  client: Socket;
  server: Socket;
  /** Set by a wire that lets the request through and nothing after it. */
  isMute: boolean;
  /** Set by a wire that lets no request through any more. */
  isDeaf: boolean;
  /** Set by a wire that waits for the answer. */
  onAnswer: (() => void) | undefined;
  cut(): void;
}

interface Network {
  conditions: () => Conditions;
  /** The wire that this piece of data trips, if any; it is gone then. */
  takeWire: (chunk: Buffer) => Tripwire | undefined;
}

const LOOK_EVERY_MS = 20;

/** Passes on what comes in one direction, under the conditions of the network. */
export function pass(pair: Pair, direction: Direction, { conditions, takeWire }: Network): void {
  const [from, to] = direction === 'requests' ? [pair.client, pair.server] : [pair.server, pair.client];

  function deliver(chunk: Buffer): void {
    if (to.writable && !to.write(chunk)) to.once('drain', () => from.resume());
    else from.resume();
    if (direction === 'requests' || !pair.onAnswer) return;
    const { onAnswer } = pair;
    pair.onAnswer = undefined;
    onAnswer();
  }

  function deliverUnder({ delayMs, bytesPerSecond }: Conditions, chunk: Buffer): void {
    const waitMs = Math.max(delayMs, (chunk.length / bytesPerSecond) * 1_000);
    const look = () => {
      if (from.destroyed && to.destroyed) return;
      if (conditions().held.has(direction)) setTimeout(look, LOOK_EVERY_MS);
      else deliver(chunk);
    };
    // What comes meanwhile waits its turn.
    from.pause();
    if (waitMs < 1) look();
    else setTimeout(look, waitMs);
  }

  from.on('data', (chunk) => {
    if (direction === 'answers' ? pair.isMute : pair.isDeaf) return;
    const wire = direction === 'requests' ? takeWire(chunk) : undefined;
    if (wire?.moment === 'before') {
      wire.act();
      pair.cut();
      return;
    }
    if (wire?.moment === 'lost') {
      pair.isDeaf = true;
      wire.act();
      return;
    }
    if (wire?.moment === 'answered') pair.onAnswer = wire.act;
    deliverUnder(conditions(), chunk);
    if (wire?.moment === 'after') {
      pair.isMute = true;
      wire.act();
    }
  });
}
