import type { Random } from '@synapse/testkit';
import type { Invariant } from '../judge/evidence.js';

/** Those who ask a service for something while everything breaks, and who remember what they were promised. */
export interface Presence {
  /** Goes on until `until` aborts. What is refused or lost on the way is theirs to bear: it throws only for what is wrong. */
  live(until: AbortSignal, random: Random): Promise<void>;
  /** Whether nothing that they asked for is under way any more; asked over and over once everything is mended. */
  isQuiet?(): Promise<boolean>;
  /** What must hold of what they were promised. */
  invariants: readonly Invariant[];
}
