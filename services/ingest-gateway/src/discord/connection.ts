import { REST } from '@discordjs/rest';
import {
  WebSocketShardEvents as Event,
  SimpleShardingStrategy,
  WebSocketManager,
  WebSocketShardStatus,
} from '@discordjs/ws';
import { type Logger, type OperatorError, retryForever } from '@synapse/runtime';
import { GatewayOpcodes, GatewayIntentBits as Intent } from 'discord-api-types/v10';
import type { SessionRecord } from '../spool/spool-content.js';
import { closeKeepingSessions } from './close-keeping-sessions.js';
import type { Arrival } from './in-sequence.js';
import { refusalOf, restRefusalOf } from './refusals.js';
import { type SessionStore, sessionStore } from './session-store.js';

export const INTENTS =
  Intent.Guilds |
  Intent.GuildMembers |
  Intent.GuildMessages |
  Intent.MessageContent |
  Intent.GuildMessageReactions |
  Intent.GuildVoiceStates;

export interface ConnectionOptions {
  token: string;
  /** Discord's API without its version, `https://discord.com/api`. */
  apiUrl: string;
  /** `undefined` takes what Discord recommends. */
  shardCount: number | undefined;
  /** `undefined` takes all of them. */
  shardIds: readonly number[] | undefined;
  /** The durable session of a shard. */
  session: (shard: number) => SessionRecord | null;
  /** Waits until the shard may identify; others of its group may be other processes. */
  identifyTurn: (group: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn'>;
  onShards: (ids: readonly number[]) => void;
  onDispatch: (arrival: Arrival) => void;
  /** Discord answered a heartbeat: everything it sent before has been received. */
  onAlive: (shard: number) => void;
  onClosed: (shard: number, code: number) => void;
  /** Discord refused for good. */
  onRefused: (error: OperatorError) => void;
}

export interface Connection {
  /** Asks Discord for a sign of life on every shard that is connected. */
  probe(): void;
  /** Closes the sockets such that the sessions can be resumed; nothing is handed on from this call on. */
  close(): Promise<void>;
}

/** Connects all shards, and reconnects them for ever. The first connection is tried in the background. */
export function connectDiscord(options: ConnectionOptions): Connection {
  const closing = new AbortController();
  const strategies: SimpleShardingStrategy[] = [];
  const store = sessionStore(options.session);
  const manager = newManager(options, closing.signal, strategies, store);
  retryForever(() => connectShards(manager, strategies, store, options), {
    signal: closing.signal,
    log: options.log,
    what: 'connect to Discord',
    isTransient: (error) => restRefusalOf(error) === null,
    maxMs: 30_000,
  }).catch((error: unknown) => {
    const refusal = restRefusalOf(error);
    if (refusal) options.onRefused(refusal);
  });
  return {
    probe() {
      for (const strategy of strategies) void probeShards(strategy);
    },
    async close() {
      // What is still on its way to a first connection ends by itself: it is not answered any more.
      closing.abort();
      await Promise.all(strategies.map(closeKeepingSessions));
    },
  };
}

function newManager(
  options: ConnectionOptions,
  closing: AbortSignal,
  strategies: SimpleShardingStrategy[],
  store: SessionStore,
): WebSocketManager {
  const manager: WebSocketManager = new WebSocketManager({
    token: options.token,
    intents: INTENTS,
    // The sweepers are timers that nothing here needs: one route is asked, once.
    rest: new REST({
      api: options.apiUrl,
      version: '10',
      hashSweepInterval: 0,
      handlerSweepInterval: 0,
    }).setToken(options.token),
    shardCount: options.shardCount ?? null,
    shardIds: options.shardIds ? [...options.shardIds] : null,
    buildStrategy: (owner) => {
      const strategy = new SimpleShardingStrategy(owner);
      strategies.push(strategy);
      return strategy;
    },
    buildIdentifyThrottler: async (owner) => {
      const { max_concurrency: groups } = (await owner.fetchGatewayInformation()).session_start_limit;
      return { waitForIdentify: (shard, signal) => options.identifyTurn(shard % groups, signal) };
    },
    // A shard that sleeps before it reconnects cannot be stopped; never answering keeps it from connecting.
    retrieveSessionInfo: (shard) =>
      closing.aborted ? new Promise(() => {}) : store.retrieve(shard, manager.options.shardCount),
    updateSessionInfo: (shard, info) => {
      if (info === null && !closing.aborted) store.forget(shard);
    },
  });
  manager.on(Event.Hello, (shard) => store.greeted(shard));
  manager.on(Event.Dispatch, (dispatch, shard) => {
    if (!closing.aborted) options.onDispatch({ shard, dispatch, receivedAt: options.now() });
  });
  manager.on(Event.HeartbeatComplete, (_, shard) => {
    if (!closing.aborted) options.onAlive(shard);
  });
  manager.on(Event.Closed, (code, shard) => {
    store.closed(shard, code);
    options.onClosed(shard, code);
    const refusal = refusalOf(code);
    if (refusal && !closing.aborted) options.onRefused(refusal);
  });
  for (const event of [Event.Error, Event.SocketError] as const) {
    manager.on(event, (error, shard) => options.log.warn({ shard, err: error }, 'trouble with Discord'));
  }
  return manager;
}

async function probeShards(strategy: SimpleShardingStrategy): Promise<void> {
  for (const [shard, status] of await strategy.fetchStatus()) {
    if (status !== WebSocketShardStatus.Ready) continue;
    // A shard that was lost in this very moment is noticed by its own heartbeat.
    await strategy.send(shard, { op: GatewayOpcodes.Heartbeat, d: null }).catch(() => {});
  }
}

async function connectShards(
  manager: WebSocketManager,
  strategies: SimpleShardingStrategy[],
  store: SessionStore,
  { shardCount, session, onShards }: ConnectionOptions,
): Promise<void> {
  const { url, shards, session_start_limit: limit } = await manager.fetchGatewayInformation();
  store.ordinaryAddress(url);
  await manager.updateShardCount(shardCount ?? shards);
  const ids = await manager.getShardIds();
  onShards(ids);
  const fresh = ids.filter((id) => session(id) === null).length;
  if (limit.remaining < fresh) {
    const seconds = Math.ceil(limit.reset_after / 1000);
    throw new Error(`Discord allows no more new sessions for ${seconds} s; ${fresh} are needed.`);
  }
  // Resolves at the first READY or RESUMED, which are seen as dispatches; the shards reconnect by themselves.
  for (const strategy of strategies) strategy.connect().catch(() => {});
}
