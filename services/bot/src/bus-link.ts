import { EventEmitter, once } from 'node:events';
import { type Bus, type BusSettings, BusUnreachableError, followRuleSets, joinBus } from '@synapse/bus';
import { defaultRuleSet, type RuleSet } from '@synapse/contracts';
import { errorSummary, type Logger, type Readiness, retryForever, sleep } from '@synapse/runtime';

const AGAIN_MS = 1_000;

/** The connection to NATS, for as long as the service lives. */
export interface BusLink {
  bus: Bus;
  /** Does work that ends with the connection, again on each new one, until `signal` aborts. */
  whileConnected(
    what: string,
    work: (connected: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Connects to NATS, however long it takes. @throws what waiting cannot help */
export async function linkBus(
  config: BusSettings,
  { log, ready, signal }: { log: Logger; ready: Pick<Readiness, 'set'>; signal: AbortSignal },
): Promise<BusLink> {
  const changes = new EventEmitter().setMaxListeners(0);
  let isConnected = true;
  const onStatus = (now: boolean) => {
    isConnected = now;
    ready.set('bus', now, 'not connected to NATS');
    changes.emit(now ? 'connected' : 'lost');
  };
  ready.set('bus', false, 'not connected to NATS yet');
  const bus = await retryForever(() => joinBus(config, { name: 'bot', streams: [], onStatus }), {
    signal,
    log,
    what: 'connect to NATS',
    isTransient: (error) => error instanceof BusUnreachableError && !isForbidden(error),
    maxMs: 2_000,
  });
  return {
    bus,
    async whileConnected(what, work, stop) {
      while (!stop.aborted) {
        if (!isConnected) await once(changes, 'connected', { signal: stop });
        const lost = new AbortController();
        const onLost = () => lost.abort();
        changes.once('lost', onLost);
        await work(AbortSignal.any([stop, lost.signal])).catch((error: unknown) => {
          if (stop.aborted || lost.signal.aborted) return;
          log.warn({ err: error }, `${what} has to wait: ${errorSummary(error)}`);
        });
        changes.off('lost', onLost);
        lost.abort();
        await sleep(AGAIN_MS, stop).catch(() => {});
      }
    },
  };
}

/** A wrong user or password does not become right by waiting. */
const isForbidden = ({ cause }: Error) => cause instanceof Error && cause.name === 'AuthorizationError';

/** The rule set in force, and what keeps it so. */
export function createRules(community: string, log: Pick<Logger, 'warn'>) {
  let inForce: RuleSet = defaultRuleSet(community);
  return {
    now: (): RuleSet => inForce,
    async follow({ bus, whileConnected }: BusLink, signal: AbortSignal): Promise<void> {
      await whileConnected(
        'following the rules',
        async (connected) => {
          await followRuleSets(bus, community, {
            onRuleSet: (ruleSet) => {
              inForce = ruleSet;
            },
            onUnreadable: (error) =>
              log.warn(
                { err: error },
                `a rule set cannot be read, the one before stays: ${errorSummary(error)}`,
              ),
            signal: connected,
          });
          if (!connected.aborted) await once(connected, 'abort');
        },
        signal,
      );
    },
  };
}
