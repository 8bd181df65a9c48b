import type { Random } from '@synapse/testkit';
import type { Invariant } from '../judge/evidence.js';

/** Those who ask a service for something while everything breaks, and who remember what they were promised. */
export interface Presence {
  /** Goes on until `until` aborts. What is refused or lost on the way is theirs to bear: it throws only for what is wrong. */
  live(until: AbortSignal, random: Random): Promise<void>;
  /** What they asked for that is still under way, in words, or `null`; asked over and over once everything is mended. */
  awaits?(): Promise<string | null>;
  /** What must hold of what they were promised. */
  invariants: readonly Invariant[];
}
