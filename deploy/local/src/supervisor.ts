import type { ExitStatus } from '@synapse/testkit';

/** Something that runs until we stop it. */
export interface Supervised {
  name: string;
  stop(): Promise<void>;
  /** Resolves when it has ended; absent where we cannot know, or where ending is what it is for. */
  exited?: Promise<ExitStatus>;
  hasEnded?(): boolean;
  lastLines?(): string[];
  /** The file with all it wrote. */
  logFile?: string;
}

/** Something ended though nobody stopped it. */
export interface Death {
  of: Supervised;
  status: ExitStatus;
}

export interface Supervisor {
  add(supervised: Supervised): void;
  firstDeath: Promise<Death>;
  /** Stops everything, the last added first. */
  stopAll(onStop?: (name: string) => void): Promise<void>;
}

/** Keeps what runs in the order it was started. */
export function createSupervisor(): Supervisor {
  const running: Supervised[] = [];
  let stopping = false;
  let reportDeath: (death: Death) => void = () => {};
  const firstDeath = new Promise<Death>((resolve) => {
    reportDeath = resolve;
  });
  return {
    firstDeath,
    add(supervised) {
      running.push(supervised);
      void supervised.exited?.then((status) => {
        if (!stopping) reportDeath({ of: supervised, status });
      });
    },
    async stopAll(onStop) {
      stopping = true;
      for (let next = running.pop(); next; next = running.pop()) {
        if (!next.hasEnded?.()) onStop?.(next.name);
        await next.stop();
      }
    },
  };
}
