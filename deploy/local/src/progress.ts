/** How a step tells what it does meanwhile. */
export type Detail = (line: string) => void;

export interface Progress {
  /** Runs one step and prints it with its note and its seconds; a step that takes long is announced first. */
  step<T>(title: string, work: (detail: Detail) => Promise<{ value: T; note: string }>): Promise<T>;
}

/** Prints plain lines: ✓ for what is done, ✗ for what failed. */
export function createProgress(print: (line: string) => void): Progress {
  return {
    async step(title, work) {
      const started = performance.now();
      const seconds = () => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
      const announcement = setTimeout(() => print(`… ${title}`), 1_500);
      try {
        const { value, note } = await work((line) => print(`    ${line}`));
        print(`✓ ${title.padEnd(16)} ${note}  (${seconds()})`);
        return value;
      } catch (error) {
        print(`✗ ${title.padEnd(16)} (${seconds()})`);
        throw error;
      } finally {
        clearTimeout(announcement);
      }
    },
  };
}
