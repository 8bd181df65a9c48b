export interface GroupWriter<T> {
  add(item: T): void;
  /** Resolves when all that was added so far has been written. */
  idle(): Promise<void>;
}

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
    idle: async () => {
      await running;
    },
  };
}
