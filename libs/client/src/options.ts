import type { RewardsFrom } from '@synapse/bus';
import type { RewardEvent, RewardKind } from './reward-kinds.js';

/** The event of a kind, or of several. */
export type EventOf<K extends RewardKind> = Extract<RewardEvent, { kind: K }>;

/** Where an event came from. */
export interface Received {
  community: string;
  /** Of its frame in the stream: a subscription `from` here begins with this frame again, unless the stream was made anew. */
  sequence: number;
  /** Number of its frame: numbers go on where a stream that was made anew counts its sequences from 1. */
  frame: number;
  /** Its place in the frame, from 0. */
  index: number;
  /** The trace that led to it (W3C Trace Context); the handler already runs in it. */
  traceparent?: string;
}

/** What is done with an event. One runs at a time; the next event waits for its promise. */
export type Handler<K extends RewardKind> = (event: EventOf<K>, received: Received) => unknown;

export interface SubscribeOptions<K extends RewardKind = RewardKind> {
  /** `nats://user:password@host:port`, several of one cluster separated by commas. */
  url: string;
  /** Only these; all when left out. */
  kinds?: readonly K[];
  /**
   * `new` (what comes from now on), `start` (all that the stream still holds, 30 days), a sequence, or a moment. With
   * `durable` it counts the first time only. Default: `new`.
   */
  from?: RewardsFrom;
  /** A name under which the server keeps how far you are, also while you are away. Letters, digits, `-` and `_`. */
  durable?: string;
  /** Default: `main`. */
  community?: string;
  /** Ends the subscription as `stop()` does. */
  signal?: AbortSignal;
  /** Told each time the handler fails; the same event is tried again, later and later, up to every 30 s. */
  onError?: (error: unknown, event: EventOf<K>, attempt: number) => void;
}

export interface Subscription {
  /** Takes no new event, and resolves when the handler is done with the one at hand. */
  stop(): Promise<void>;
  /** How many frames the server has for you beyond those delivered. */
  waiting(): Promise<number>;
  /** Resolves after `stop()`; rejects with what ended the subscription otherwise. */
  readonly ended: Promise<void>;
}
