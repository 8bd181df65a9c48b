import { EventEmitter } from 'node:events';
import type { World } from '../world/world.js';
import type { ClientSocket } from './client-socket.js';
import { ALL_INTENTS } from './intents.js';
import type { OwedDispatch, Session } from './session.js';

export interface GatewayOptions {
  world: World;
  /** What clients must log in with; "simulated-token" unless given. */
  token?: string;
  /** How many shards GET /gateway/bot recommends; 1 unless given. */
  shards?: number;
  heartbeatIntervalMs?: number;
  /** The intents the application may use; leaving a privileged one out makes it refused (4014). All unless given. */
  allowedIntents?: number | bigint;
  /** Dispatches a session keeps for a RESUME; an older one is refused. 100,000 unless given. */
  replayLimit?: number;
  /** Identifies allowed a day; 1,000 unless given. */
  sessionStarts?: number;
  /** Shards that may identify at once; 16 unless given. */
  maxConcurrency?: number;
  /** How long an identify keeps others of its group waiting (Discord: 5,000). 0, the default, refuses none. */
  identifyWindowMs?: number;
  /** False: keep no log of what was sent, for a process that runs for days. */
  keepLog?: boolean;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface ShardStats {
  /** Connections that got as far as a session, new or resumed. */
  connections: number;
  identifies: number;
  resumes: number;
  heartbeats: number;
}

/** What clients did; each figure also for the shard it concerns, by the shard's number. */
export interface GatewayStats extends ShardStats {
  /** Connections asked for while the simulator refused them. */
  refused: number;
  /** RESUMEs answered with "invalid session". */
  refusedResumes: number;
  shards: Record<number, ShardStats>;
}

export interface GatewayState extends Required<Omit<GatewayOptions, 'allowedIntents'>> {
  allowedIntents: number;
  sessions: Map<string, Session>;
  sockets: Set<ClientSocket>;
  log: OwedDispatch[];
  stats: GatewayStats;
  /** Times of identifies: all of the last day, and the last of each concurrency group. */
  identifies: { day: number[]; lastOfGroup: Map<number, number> };
  /** Set by tests: what goes wrong at the moment. */
  faults: { refusing: boolean; withoutAcks: boolean; notReading: boolean };
  /** Emits `attached` when a session got a connection. */
  events: EventEmitter;
}

export function gatewayState(options: GatewayOptions): GatewayState {
  return {
    world: options.world,
    token: options.token ?? 'simulated-token',
    shards: options.shards ?? 1,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
    allowedIntents: Number(options.allowedIntents ?? ALL_INTENTS),
    replayLimit: options.replayLimit ?? 100_000,
    sessionStarts: options.sessionStarts ?? 1_000,
    maxConcurrency: options.maxConcurrency ?? 16,
    identifyWindowMs: options.identifyWindowMs ?? 0,
    keepLog: options.keepLog ?? true,
    now: options.now ?? Date.now,
    sessions: new Map(),
    sockets: new Set(),
    log: [],
    stats: { ...noShardStats(), refused: 0, refusedResumes: 0, shards: {} },
    identifies: { day: [], lastOfGroup: new Map() },
    faults: { refusing: false, withoutAcks: false, notReading: false },
    events: new EventEmitter(),
  };
}

/** Adds one to a figure, in all and for the shard. */
export function count(state: GatewayState, shard: number, figure: keyof ShardStats): void {
  state.stats.shards[shard] ??= noShardStats();
  state.stats.shards[shard][figure] += 1;
  state.stats[figure] += 1;
}

function noShardStats(): ShardStats {
  return { connections: 0, identifies: 0, resumes: 0, heartbeats: 0 };
}
