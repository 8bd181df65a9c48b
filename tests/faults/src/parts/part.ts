import type { Invariant } from '../judge/evidence.js';
import type { Presence } from '../life/presence.js';
import type { Fault } from '../nemesis/fault.js';
import type { ServiceNeeds } from '../system/environment.js';
import type { System } from '../system/system.js';

/**
 * What a service brings into the campaign. One that comes later joins by a file of its own beside this one, entered in
 * `parts.ts`.
 */
export interface Part {
  service: ServiceNeeds;
  /** What can go wrong with it. */
  faults: readonly Fault[];
  /** What must hold of what it has done, as the log and the tables tell. */
  invariants: readonly Invariant[];
  /** For a service that is asked for something: those who ask, anew in each seed. */
  enter?(system: System): Presence;
}
