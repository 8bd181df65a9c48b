import { readConfig } from './config.js';
import { printForPeople } from './fatal.js';
import { isOperatorError } from './operator-error.js';
import { stopOnSignals } from './stop-signals.js';
import type { Config, Spec } from './variable.js';

export interface Command<S extends Spec> {
  config: Config<S>;
  /** Aborts on SIGTERM or SIGINT. */
  signal: AbortSignal;
  /** Tells the person who waits what is going on. */
  say: (line: string) => void;
}

/**
 * Runs a command that ends by itself, from reading its configuration to the exit code: 0 when `main` returns, 1 for a
 * wrong configuration or an error, 130 when interrupted.
 */
export async function runCommand<S extends Spec>(
  { name, spec }: { name: string; spec: S },
  main: (command: Command<S>) => Promise<void>,
): Promise<void> {
  const signal = stopOnSignals({ first: () => {}, again: () => process.exit(130) });
  try {
    await main({ config: readConfig(spec), signal, say: (line) => void process.stdout.write(`${line}\n`) });
    process.exit(0);
  } catch (error) {
    if (signal.aborted) process.exit(130);
    if (!isOperatorError(error)) throw error;
    printForPeople(name, error);
    process.exit(1);
  }
}
