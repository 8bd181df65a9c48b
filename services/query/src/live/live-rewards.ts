import { type Bus, BusUnreachableError, connectBus } from '@synapse/bus';
import type { RewardFrame } from '@synapse/contracts';
import { errorSummary, type Logger, type Readiness, retryForever } from '@synapse/runtime';
import { followRewards } from './follow-rewards.js';
import { createRewardFeed, type RewardFeed } from './reward-feed.js';
import { type RewardSource, rewardSource } from './reward-source.js';
import { watchReader } from './watch-reader.js';

/** One connection to the stream of reward frames; `signal` aborts when it is lost. */
export interface LiveSession {
  source: RewardSource;
  signal: AbortSignal;
}

export interface LiveRewards {
  feed: RewardFeed;
  /** The connection of now; `null` while there is none. */
  session(): LiveSession | null;
  /** Keeps the feed filled until `signal` aborts, over any loss of the connection. Rejects when NATS refuses the user. */
  run(signal: AbortSignal): Promise<void>;
}

export interface LiveOptions {
  natsUrl: string;
  community: string;
  log: Logger;
  ready: Readiness;
  /** Told each frame, in order. */
  onFrame: (frame: RewardFrame) => void;
  /** Called with each connection; what it starts ends with the signal. */
  onConnected: (bus: Bus, signal: AbortSignal) => void;
  /** Time between looks at whether the feed still follows the stream. */
  checkEveryMs?: number;
}

/** A wrong user or password does not become right by waiting. */
const isForbidden = (error: unknown) =>
  error instanceof BusUnreachableError &&
  error.cause instanceof Error &&
  error.cause.name === 'AuthorizationError';

/** Each attempt is a connection of its own: what a lost one still held cannot mix with the next. */
export function createLiveRewards({
  natsUrl,
  community,
  log,
  ready,
  onFrame,
  onConnected,
  checkEveryMs = 5_000,
}: LiveOptions): LiveRewards {
  const feed = createRewardFeed();
  let session: LiveSession | null = null;

  async function follow(stop: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const onStatus = (isConnected: boolean) =>
      isConnected || lost.abort(new Error('The connection to NATS was lost.'));
    const bus = await connectBus({ url: natsUrl, name: 'query', onStatus });
    // Whatever still waits for an answer over a lost connection is told so at once, and so are the streams.
    lost.signal.addEventListener('abort', () => {
      feed.close();
      void bus.close();
    });
    const source = rewardSource(bus, community);
    const signal = AbortSignal.any([stop, lost.signal]);
    session = { source, signal };
    onConnected(bus, signal);
    watchReader(source, feed, { signal, everyMs: checkEveryMs }).catch((error: unknown) => lost.abort(error));
    try {
      await followRewards(source, feed, { signal, onFrame, onOpen: () => ready.set('bus', true) });
      signal.throwIfAborted();
      throw new Error('The stream of reward frames ended.');
    } finally {
      session = null;
      lost.abort();
      await bus.close();
    }
  }

  return {
    feed,
    session: () => session,
    async run(signal) {
      const attempt = () =>
        follow(signal).catch((error: unknown) => {
          if (!signal.aborted) ready.set('bus', false, errorSummary(error));
          throw error;
        });
      await retryForever(attempt, {
        signal,
        log,
        what: 'follow the reward frames',
        isTransient: (error) => !isForbidden(error),
        maxMs: 3_000,
      }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
  };
}
