import { unleash } from './nemesis/nemesis.js';
import { faults } from './parts/parts.js';
import { type Circumstances, runStory, type Verdict } from './run-story.js';

export interface SeedOptions extends Circumstances {
  /** How long things go wrong. */
  breakMs: number;
  /** Only faults whose name holds this. */
  only?: string;
}

/** One seed: a system of its own comes up, is broken as the seed draws it, mended and judged. */
export function runSeed({ breakMs, only = '', ...circumstances }: SeedOptions): Promise<Verdict> {
  const drawn = faults.filter(({ name }) => name.includes(only));
  return runStory({ name: `seed ${circumstances.seed}`, ...circumstances }, (scene) =>
    unleash(scene, drawn, AbortSignal.timeout(breakMs)),
  );
}
