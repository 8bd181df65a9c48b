import type { Invariant } from '../judge/evidence.js';
import type { Scene } from '../nemesis/fault.js';
import type { SystemOptions } from '../system/system.js';

/**
 * Something that goes wrong in a way that no draw comes upon. It has a file of its own beside this one, entered in
 * `cases.ts`; around it is the same life, and behind it the same judge, as in a seed.
 */
export interface Case {
  name: string;
  /** It takes minutes, and is left out unless it is named or everything is asked for. */
  isLong?: true;
  /** Why it cannot be told on this machine; nothing where it can. */
  hindrance?(): string | undefined;
  /** What differs from the world of a seed. */
  prepare?(): Promise<Preparation>;
  /** Breaks and mends. @returns what exactly was done @throws when what must follow did not */
  tell(scene: Scene): Promise<string>;
  /** Invariants that it makes impossible. */
  excused?: readonly Invariant[];
}

export interface Preparation {
  options: Partial<SystemOptions> & { /** What members do, a second. */ rate?: number };
  /** Takes away what was prepared. */
  end(): Promise<void>;
}
