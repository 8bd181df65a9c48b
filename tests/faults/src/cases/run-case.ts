import { type Circumstances, runStory, type Verdict } from '../run-story.js';
import type { Case } from './case.js';

/** A designed case, in a system of its own. */
export async function runCase(told: Case, circumstances: Circumstances): Promise<Verdict> {
  const { name, excused = [], prepare, tell } = told;
  const preparation = await prepare?.();
  try {
    const all = { name, ...circumstances, ...preparation?.options, excused };
    return await runStory(all, async (scene) => {
      const from = performance.now();
      const what = await tell(scene);
      return [{ name, what, from: 0, to: Math.round(performance.now() - from) }];
    });
  } finally {
    await preparation?.end();
  }
}
