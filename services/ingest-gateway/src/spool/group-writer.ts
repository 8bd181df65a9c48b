export interface GroupWriter<T> {
  add(item: T): void;
  /** Adds what may wait: it goes with the next item, or once there is much of it. */
  addLater(item: T): void;
  /** Resolves when all that was added so far has been written. */
  idle(): Promise<void>;
}

/** Items that may wait, and then do no longer. */
const MOST_WAITING = 16;

/**
 * Writes items in groups: whatever queued while the last group was written is the next one. An item that finds the writer
 * idle goes at once.
 * @param write must not reject; it retries by itself
 */
export function groupWriter<T>(write: (items: T[]) => Promise<void>): GroupWriter<T> {
  let queue: T[] = [];
  let running: Promise<void> | null = null;

  const run = async () => {
    // What the same turn of the event loop adds belongs to the first group, too.
    await Promise.resolve();
    while (queue.length > 0) {
      const items = queue;
      queue = [];
      await write(items);
    }
    running = null;
  };
  return {
    add(item) {
      queue.push(item);
      running ??= run();
    },
    addLater(item) {
      queue.push(item);
      if (queue.length >= MOST_WAITING) running ??= run();
    },
    idle: async () => {
      if (queue.length > 0) running ??= run();
      await running;
    },
  };
}
