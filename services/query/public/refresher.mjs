/**
 * Makes a function that asks for a refresh: soon, never two at once, and not more often than every `everyMs`. A hidden
 * page waits until it is seen. What fails is tried again.
 */
export function createRefresher(refresh, { everyMs, onError }) {
  let isWanted = false;
  let isBusy = false;

  async function run() {
    if (isBusy || !isWanted || document.hidden) return;
    isBusy = true;
    isWanted = false;
    try {
      await refresh();
      onError(null);
    } catch (error) {
      isWanted = true;
      onError(error);
    }
    setTimeout(() => {
      isBusy = false;
      void run();
    }, everyMs);
  }

  document.addEventListener('visibilitychange', () => void run());
  return () => {
    isWanted = true;
    void run();
  };
}
