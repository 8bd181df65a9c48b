import { HttpProblem } from '@synapse/http';

/**
 * Lets at most `places` run at a time; the others wait for their turn.
 * @param mostWaiting who comes when so many wait is refused with 429
 */
export function createGate(
  places: number,
  mostWaiting = Number.POSITIVE_INFINITY,
): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else if (waiting.length >= mostWaiting) {
      throw new HttpProblem(429, 'Too many questions of this kind are asked at once. Try again later.');
    } else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
