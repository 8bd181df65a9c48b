const RETRY_MS = 3_000;

/**
 * Does something whenever it is asked for: soon, never twice at once, and not more often than every `everyMs`. A hidden
 * page waits until it is seen. What fails is tried again.
 */
export function createRefresher(refresh: () => Promise<void>, everyMs: number): { ask(): void; end(): void } {
  let isWanted = false;
  let isBusy = false;
  let isOver = false;

  async function run(): Promise<void> {
    if (isOver || isBusy || !isWanted || document.hidden) return;
    isBusy = true;
    isWanted = false;
    let pause = everyMs;
    try {
      await refresh();
    } catch {
      isWanted = true;
      pause = Math.max(everyMs, RETRY_MS);
    }
    setTimeout(() => {
      isBusy = false;
      void run();
    }, pause);
  }

  const wake = () => void run();
  document.addEventListener('visibilitychange', wake);
  return {
    ask() {
      isWanted = true;
      wake();
    },
    end() {
      isOver = true;
      document.removeEventListener('visibilitychange', wake);
    },
  };
}
