import type { Logger, OperatorError, Readiness } from '@synapse/runtime';
import { type Connection, type ConnectionOptions, connectDiscord } from './discord/connection.js';
import { inSequence } from './discord/in-sequence.js';
import { everyMinute } from './every-minute.js';
import type { Intake } from './intake.js';
import type { Spool } from './spool/spool.js';

export interface TapOptions
  extends Pick<
    ConnectionOptions,
    'token' | 'apiUrl' | 'shardCount' | 'shardIds' | 'identifyTurn' | 'now' | 'onShards'
  > {
  spool: Spool;
  intake: Intake;
  ready: Pick<Readiness, 'set'>;
  log: Logger;
  /** Discord refused for good, or something impossible happened. */
  onFailed: (error: OperatorError | unknown) => void;
}

const REASONS = {
  full: 'the spool is at its quota; Discord keeps what follows until half of it is free',
  failing: 'the spool cannot be written; Discord keeps what follows until it can',
};

/**
 * Keeps the connection to Discord open while the spool takes facts, and closed while it does not: the session stays
 * resumable, and what is not read then is sent again. Ends, with the connection closed, when `signal` aborts.
 */
export async function tapDiscord(options: TapOptions, signal: AbortSignal): Promise<void> {
  const { spool, intake, ready, log } = options;
  while (!signal.aborted) {
    const state = spool.state();
    if (state === 'open') {
      ready.set('spool', true);
      await openUntilPause(options, signal);
      intake.allDisconnected();
    } else {
      ready.set('spool', false, REASONS[state]);
      log.warn({ state, ...spool.pending() }, `not reading from Discord: ${REASONS[state]}`);
      await stateChange(spool, signal);
    }
  }
}

async function openUntilPause(options: TapOptions, signal: AbortSignal): Promise<void> {
  const connection = open(options);
  const stopProbing = everyMinute(options.now, connection.probe);
  await stateChange(options.spool, signal);
  stopProbing();
  await connection.close();
}

function open(options: TapOptions): Connection {
  const { spool, intake, onFailed } = options;
  let pausing = false;
  const deliver = inSequence((arrival) => {
    // Behind a dispatch that was not taken none may be taken: from there on Discord sends all again.
    pausing ||= spool.state() !== 'open';
    if (pausing) return;
    try {
      intake.accept(arrival);
    } catch (error) {
      onFailed(error);
    }
  });
  return connectDiscord({
    ...options,
    session: spool.session,
    onDispatch: deliver,
    onAlive: (shard) => intake.alive(shard, options.now()),
    onClosed: intake.disconnected,
    onRefused: onFailed,
  });
}

/** Waits until the spool's state is another, or until `signal` aborts. */
async function stateChange(spool: Spool, signal: AbortSignal): Promise<void> {
  const before = spool.state();
  while (!signal.aborted && spool.state() === before) await spool.changed(signal).catch(() => {});
}
