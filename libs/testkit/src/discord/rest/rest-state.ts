import { EventEmitter } from 'node:events';
import type { APIApplicationCommand, APIMessage } from 'discord-api-types/v10';
import type { GatewayState } from '../gateway/gateway-state.js';
import type { Interaction } from '../interactions/interaction.js';
import { snowflakeSource } from '../snowflake.js';
import type { DatedDeed, Deed } from './deed.js';
import type { RequestFault } from './request-faults.js';

export interface RestOptions {
  /** How long Discord knows a nonce again, in milliseconds; five minutes unless given. */
  nonceWindowMs?: number;
  /** How long an interaction may wait for its first answer, in milliseconds; 3,000 unless given, as with Discord. */
  answerWithinMs?: number;
}

/** What the HTTP API keeps beside the gateway's state. */
export interface RestState extends Required<RestOptions> {
  gateway: GatewayState;
  /** The bot's messages by channel, oldest first. */
  messages: Map<string, APIMessage[]>;
  /** By channel and nonce. */
  nonces: Map<string, { message: APIMessage; at: number }>;
  commands: APIApplicationCommand[];
  /** By id. */
  interactions: Map<string, Interaction>;
  transcript: DatedDeed[];
  faults: Set<RequestFault>;
  /** Requests so far, by method and path. */
  requests: string[];
  newId(timeMs: number): string;
  /** Emits `answered` with an interaction's id, and `deed`. */
  events: EventEmitter;
}

/** A simulator that runs for days keeps this much of what was done. */
const KEPT = 500;

export function restState(gateway: GatewayState, options: RestOptions): RestState {
  return {
    gateway,
    nonceWindowMs: options.nonceWindowMs ?? 5 * 60_000,
    answerWithinMs: options.answerWithinMs ?? 3_000,
    messages: new Map(),
    nonces: new Map(),
    commands: [],
    interactions: new Map(),
    transcript: [],
    faults: new Set(),
    requests: [],
    newId: snowflakeSource(),
    events: new EventEmitter().setMaxListeners(0),
  };
}

/** Writes a deed into the transcript. */
export function note(state: RestState, deed: Deed): void {
  state.transcript.push({ ...deed, at: state.gateway.now() });
  if (!state.gateway.keepLog) forgetOld(state);
  state.events.emit('deed');
}

function forgetOld(state: RestState): void {
  state.transcript.splice(0, state.transcript.length - KEPT);
  for (const list of [...state.messages.values(), state.requests])
    list.splice(0, Math.max(0, list.length - KEPT));
  for (const known of [state.nonces, state.interactions]) {
    for (const key of [...known.keys()].slice(0, Math.max(0, known.size - KEPT))) known.delete(key);
  }
}
