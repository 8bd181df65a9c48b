import { type Bus, createRelay, isTransient } from '@synapse/bus';
import { type Logger, retryForever } from '@synapse/runtime';
import { dropOutgoing, loadOutgoing, type OutboxRow, type Owner } from '@synapse/store';

/**
 * Published frames leave the outbox together: so many of them, or so long after the first. Alone, each would be a third of
 * what the engine does for a single message, just when the next one may be waiting.
 */
const DROP_AFTER = 64;
const DROP_AFTER_MS = 100;
/** The engine waits when this many frames are committed and not yet published. */
const MOST_WAITING = 256;

export interface OutboxRelay {
  /** Takes committed frames; resolves when there is room for more. @throws what ended the relay */
  push(rows: readonly OutboxRow[]): Promise<void>;
  /** How long the oldest frame has waited to be published, in seconds; 0 when none waits. */
  age(): number;
  /** Resolves when everything pushed is published and out of the outbox, or the relay has ended. */
  idle(): Promise<void>;
}

export interface Outbox {
  bus: Bus;
  owner: Owner;
  community: string;
  log: Logger;
  /** The number that the next frame will have. */
  nextFrame: bigint;
}

/** Number of the last frame that was published and left the outbox. */
export const lastPublished = (waiting: readonly OutboxRow[], nextFrame: bigint): number =>
  (waiting[0]?.frame ?? Number(nextFrame)) - 1;

/**
 * Publishes the outbox in order, beginning with what an earlier owner left in it, until `until` aborts.
 * @throws RewardsLostError when the stream lacks what was published before
 */
export async function startOutboxRelay(
  { bus, owner, community, log, nextFrame }: Outbox,
  until: AbortSignal,
): Promise<OutboxRelay> {
  const waiting = await owner.alone((c) => loadOutgoing(c, community));
  const publish = await createRelay(bus, community, lastPublished(waiting, nextFrame));
  let running: Promise<void> | null = null;
  let failure: unknown;
  let oldestSince = performance.now();
  let undropped: number[] = [];
  let dropping: NodeJS.Timeout | undefined;
  until.addEventListener('abort', () => clearTimeout(dropping));

  const fail = (error: unknown) => {
    if (!until.aborted) failure = error;
  };

  async function drop(): Promise<void> {
    clearTimeout(dropping);
    dropping = undefined;
    const last = undropped.at(-1);
    undropped = [];
    if (last !== undefined) await owner.send((c) => dropOutgoing(c, community, last));
  }

  async function drain(): Promise<void> {
    for (let row = waiting[0]; row && !until.aborted; row = waiting[0]) {
      const next = row;
      await retryForever(() => publish(next), {
        signal: until,
        log,
        what: 'publish rewards',
        isTransient,
      });
      waiting.shift();
      oldestSince = performance.now();
      undropped.push(next.frame);
      if (undropped.length >= DROP_AFTER) await drop();
      else dropping ??= setTimeout(() => drop().catch(fail), DROP_AFTER_MS);
    }
  }

  function start(): void {
    running ??= drain()
      .catch(fail)
      .finally(() => {
        running = null;
      });
  }

  start();
  return {
    async push(rows) {
      if (failure) throw failure;
      if (waiting.length === 0) oldestSince = performance.now();
      waiting.push(...rows);
      if (waiting.length > 0) start();
      while (running && waiting.length > MOST_WAITING) await running;
    },
    age: () => (waiting.length > 0 ? (performance.now() - oldestSince) / 1_000 : 0),
    async idle() {
      await running;
      await drop().catch(fail);
    },
  };
}
