import { HttpProblem } from '@synapse/http';

/** Counts open streams, so that nobody takes all of them, and all together do not take too much. */
export function createStreamPlaces(most: number, mostEach: number) {
  const taken = new Map<string, number>();
  let open = 0;
  return {
    /** Takes a place for a key or address; call what it returns when the stream ends. @throws HttpProblem 429 */
    take(who: string): () => void {
      const own = taken.get(who) ?? 0;
      if (own >= mostEach) throw new HttpProblem(429, `You have ${own} streams open, and may have no more.`);
      if (open >= most) throw new HttpProblem(429, 'Too many streams are open. Try again later.');
      open += 1;
      taken.set(who, own + 1);
      return () => {
        open -= 1;
        const left = (taken.get(who) ?? 1) - 1;
        if (left > 0) taken.set(who, left);
        else taken.delete(who);
      };
    },
  };
}
