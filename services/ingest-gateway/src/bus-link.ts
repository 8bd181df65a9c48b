import { EventEmitter, once } from 'node:events';
import {
  type Bus,
  BusUnreachableError,
  checkDurability,
  connectBus,
  ensureStream,
  factsStream,
  followRuleSets,
  isTransient,
  publishFrame,
  UnsafeDurabilityError,
} from '@synapse/bus';
import { errorSummary, type Logger, type Readiness, retryForever } from '@synapse/runtime';
import type { GatewayConfig } from './config.js';
import type { GatewayMetrics } from './metrics.js';
import { pumpFrames } from './pump.js';
import type { Rules } from './rules.js';
import type { Spool } from './spool/spool.js';

export interface BusLinkOptions {
  config: Pick<
    GatewayConfig,
    'NATS_URL' | 'NATS_MONITOR_URL' | 'ALLOW_UNSAFE_DURABILITY' | 'STREAM_REPLICAS' | 'COMMUNITY'
  >;
  spool: Spool;
  rules: Rules;
  metrics: GatewayMetrics;
  ready: Pick<Readiness, 'set'>;
  log: Logger;
}

/**
 * Publishes what waits in the spool and follows the rule sets, from whenever the broker can be reached. Ends when `signal`
 * aborts.
 * @throws what waiting cannot help: a stream that differs, an unsafe server, a damaged spool
 */
export async function linkBus(options: BusLinkOptions, signal: AbortSignal): Promise<void> {
  const reconnects = new EventEmitter();
  const bus = await connected(options, reconnects, signal);
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  try {
    await prepareLog(bus, options, signal);
    const publish = publishFrame.bind(null, bus);
    const { COMMUNITY: community } = options.config;
    await Promise.all([
      pumpFrames({ ...options, community, publish }, either),
      keepFollowing(bus, options, reconnects, either),
    ]);
  } finally {
    ending.abort();
    await bus.close();
  }
}

function connected(options: BusLinkOptions, reconnects: EventEmitter, signal: AbortSignal): Promise<Bus> {
  const { config, ready, log } = options;
  let wasConnected = false;
  const onStatus = (isConnected: boolean) => {
    if (!isConnected) ready.set('bus', false, 'not connected to NATS; events wait in the spool');
    else if (wasConnected) reconnects.emit('reconnect');
    wasConnected ||= isConnected;
  };
  ready.set('bus', false, 'not connected to NATS yet; events wait in the spool');
  return retryForever(() => connectBus({ url: config.NATS_URL, name: 'ingest-gateway', onStatus }), {
    signal,
    log,
    what: 'connect to NATS',
    isTransient: (error) => error instanceof BusUnreachableError && !isForbidden(error),
    maxMs: 2_000,
  });
}

/** A wrong user or password does not become right by waiting. */
const isForbidden = ({ cause }: Error) => cause instanceof Error && cause.name === 'AuthorizationError';

async function prepareLog(bus: Bus, { config, log }: BusLinkOptions, signal: AbortSignal): Promise<void> {
  const { COMMUNITY, NATS_MONITOR_URL: monitor, ALLOW_UNSAFE_DURABILITY: mayBeUnsafe } = config;
  if (monitor && !mayBeUnsafe) {
    await retryForever(() => checkDurability(bus, monitor), {
      signal,
      log,
      what: 'ask NATS how durable it is',
      isTransient: (error) => !(error instanceof UnsafeDurabilityError),
    });
  }
  await retryForever(() => ensureStream(bus, factsStream(COMMUNITY, { replicas: config.STREAM_REPLICAS })), {
    signal,
    log,
    what: "prepare the community's log",
    isTransient,
  });
}

/** Follows anew after each reconnect, for the server forgets a follower that was away. */
async function keepFollowing(
  bus: Bus,
  { config, rules, ready, log }: BusLinkOptions,
  reconnects: EventEmitter,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const follower = new AbortController();
    const reconnected = once(reconnects, 'reconnect', { signal });
    const onUnreadable = (error: unknown) =>
      log.warn({ err: error }, `a rule set cannot be read, the one before stays: ${errorSummary(error)}`);
    const following = {
      onRuleSet: rules.take,
      onUnreadable,
      signal: AbortSignal.any([signal, follower.signal]),
    };
    await Promise.race([
      reconnected,
      retryForever(() => followRuleSets(bus, config.COMMUNITY, following), {
        signal,
        log,
        what: 'follow the rule sets',
        isTransient,
      }).then(() => ready.set('bus', true)),
    ]);
    await reconnected;
    follower.abort();
  }
}
