/** What was started and has to be ended, the last first. */
export interface Closing {
  /** Ends `close` with everything else, whatever happens before. */
  add(name: string, close: () => Promise<unknown> | unknown): void;
  /** Ends everything; what cannot be ended is told and does not keep the rest from it. */
  all(tell: (line: string) => void): Promise<void>;
}

export function createClosing(): Closing {
  const open: { name: string; close: () => Promise<unknown> | unknown }[] = [];
  return {
    add: (name, close) => void open.push({ name, close }),
    async all(tell) {
      for (let last = open.pop(); last; last = open.pop()) {
        try {
          await last.close();
        } catch (error) {
          tell(`${last.name} did not end well: ${(error as Error).message}`);
        }
      }
    },
  };
}
