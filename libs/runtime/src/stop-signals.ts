import { setMaxListeners } from 'node:events';

type StopSignal = 'SIGTERM' | 'SIGINT';

/**
 * Returns a signal that aborts on the first SIGTERM or SIGINT, after `first` was called; `again` is called when the
 * same one comes a second time. SIGTERM after SIGINT is not impatience: Ctrl-C reaches every process of the terminal,
 * and a supervisor then stops its own with SIGTERM.
 */
export function stopOnSignals(on: {
  first: (name: StopSignal) => void;
  again: (name: StopSignal) => void;
}): AbortSignal {
  const controller = new AbortController();
  // Every wait in the service listens to this one signal, and Node takes more than ten for a leak.
  setMaxListeners(0, controller.signal);
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    let isRepeat = false;
    process.on(name, () => {
      if (isRepeat) return on.again(name);
      isRepeat = true;
      if (controller.signal.aborted) return;
      on.first(name);
      controller.abort();
    });
  }
  return controller.signal;
}
