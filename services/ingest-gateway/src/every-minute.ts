const MINUTE_MS = 60_000;

/** Calls back at each full minute of the given clock, which every voice slot ends on; never overlaps. Returns the stop. */
export function everyMinute(now: () => number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const schedule = () => {
    timer = setTimeout(
      () => {
        callback();
        schedule();
      },
      MINUTE_MS - (now() % MINUTE_MS),
    );
  };
  schedule();
  return () => clearTimeout(timer);
}
