import { setTimeout as delay } from 'node:timers/promises';

/**
 * Resolves with what `look` finds as soon as it is neither undefined, null nor false.
 * @throws when that takes longer than `withinMs`, naming what was waited for
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  withinMs = 15_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > until) throw new Error(`Waited ${withinMs} ms in vain for: ${what}`);
    await delay(20);
  }
}
