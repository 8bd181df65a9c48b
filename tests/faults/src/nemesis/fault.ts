import type { Random } from '@synapse/testkit';
import type { Injections } from '../life/injections.js';
import type { Life } from '../life/life.js';
import type { Claims } from '../obligations/claims.js';
import type { System } from '../system/system.js';

/** What a fault may use. */
export interface Scene {
  system: System;
  life: Life;
  claims: Claims;
  injections: Injections;
  random: Random;
  /** What the story comes to in numbers, by name. */
  measured: Map<string, number>;
}

/** Something that goes wrong, and then right again. */
export interface Fault {
  name: string;
  /** Faults on the same thing do not strike at once. */
  on: string;
  /** How often it is drawn, beside the others. */
  weight: number;
  /** Strikes, lasts and mends; by then everything that was stopped runs again. @returns what exactly was done */
  strike(scene: Scene): Promise<string>;
}
