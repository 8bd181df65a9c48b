import type { Entry } from '@synapse/contracts';

/** How much one batch may take. One entry is taken whatever its size. */
export interface BatchLimits {
  entries: number;
  bytes: number;
}

/**
 * A bounded queue between a subscription and the owner of the log: what arrives while a batch is being committed is the
 * next batch, so a busy system batches and an idle one does not wait.
 */
export function createEntryQueue(limits: BatchLimits) {
  let waiting: Entry[] = [];
  let bytes = 0;
  let ended: { error?: unknown } | null = null;
  let wake = () => {};
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });

  const signalChange = () => {
    wake();
    changed = new Promise((resolve) => {
      wake = resolve;
    });
  };

  function cut(): Entry[] {
    let taken = 0;
    let size = 0;
    for (const entry of waiting) {
      size += entry.body.length;
      if (taken > 0 && (taken >= limits.entries || size > limits.bytes)) break;
      taken += 1;
    }
    const batch = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
    bytes -= batch.reduce((sum, { body }) => sum + body.length, 0);
    return batch;
  }

  return {
    /** Resolves when there is room for more. */
    async push(entry: Entry): Promise<void> {
      waiting.push(entry);
      bytes += entry.body.length;
      signalChange();
      while (!ended && (waiting.length >= 2 * limits.entries || bytes >= 2 * limits.bytes)) await changed;
    },
    end(error?: unknown): void {
      ended ??= error === undefined ? {} : { error };
      signalChange();
    },
    /** The next batch; an empty one when the queue has ended. @throws what it ended with */
    async take(): Promise<Entry[]> {
      while (waiting.length === 0 && !ended) await changed;
      if (ended && 'error' in ended) throw ended.error;
      if (ended) return [];
      const batch = cut();
      signalChange();
      return batch;
    },
  };
}
