import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How a child ended: an exit code, or the signal that ended it. */
export interface ExitStatus {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface TetherOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Called with every line of the child's output. */
  onLine?: (line: string, from: 'stdout' | 'stderr') => void;
  /** What the child gets first when we die; default SIGTERM. SIGKILL follows after 10 s. */
  signalOnOurDeath?: NodeJS.Signals;
}

export interface Tethered {
  pid: number;
  /** Resolves when the child has ended and its output is read; never rejects. */
  exited: Promise<ExitStatus>;
  hasExited(): boolean;
  /** The last lines of its output, oldest first, at most 40. */
  lastLines(): string[];
  /** Sends a signal and does not wait. */
  kill(signal: NodeJS.Signals): void;
  /** Sends the signal (default SIGTERM), SIGKILL after graceMs (default 10 s), and waits for the end. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<ExitStatus>;
}

/**
 * The shell leaves a guard behind and becomes the command itself, so the pid and the exit status are the command's own.
 * The guard reads a pipe that only we hold open. A line means the command has ended; the end of the pipe means we died,
 * by whatever cause, SIGKILL included. It is started by a subshell so that it is no child of the command: PostgreSQL
 * takes the abnormal end of any child for a crash of a backend.
 */
const guardAndExec = `
( ( read -r ended && exit 0
    kill -s "$1" $$
    seconds=0
    while kill -0 $$; do
      if [ $seconds -ge 10 ]; then kill -s KILL $$; exit 0; fi
      sleep 1
      seconds=$((seconds + 1))
    done ) <&3 >/dev/null 2>&1 & )
exec 3<&-
shift
exec "$@"`;

/** Pids of the children that are still running: what a leak check asks for. */
export const tetheredPids = new Set<number>();

/** Starts a child that cannot outlive this process. It has its own process group: a Ctrl-C reaches only us. */
export function tether(command: string, args: string[], options: TetherOptions = {}): Tethered {
  const deathSignal = (options.signalOnOurDeath ?? 'SIGTERM').slice('SIG'.length);
  const child = spawn('/bin/sh', ['-c', guardAndExec, 'sh', deathSignal, command, ...args], {
    cwd: options.cwd,
    env: options.env,
    uid: options.uid,
    gid: options.gid,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? -1;
  if (child.pid) tetheredPids.add(pid);

  const tail: string[] = [];
  const take = (stream: Readable | null, from: 'stdout' | 'stderr') =>
    stream &&
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > 40) tail.shift();
      options.onLine?.(line, from);
    });
  take(child.stdout, 'stdout');
  take(child.stderr, 'stderr');

  const leash = child.stdio[3] as Socket;
  leash.on('error', () => {});
  leash.unref();

  let status: ExitStatus | undefined;
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('error', (error) => {
      tail.push(error.message);
      status = { code: 127, signal: null };
      resolve(status);
    });
    child.once('exit', (code, signal) => {
      status = { code, signal };
      tetheredPids.delete(pid);
      leash.write('ended\n');
      leash.destroySoon();
      // A grandchild that inherited the output would hold 'close' back for as long as it lives.
      const patience = setTimeout(resolve, 1_000, status);
      child.once('close', () => {
        clearTimeout(patience);
        resolve({ code, signal });
      });
    });
  });

  const kill = (signal: NodeJS.Signals) => {
    if (!status) child.kill(signal);
  };
  return {
    pid,
    exited,
    hasExited: () => status !== undefined,
    lastLines: () => [...tail],
    kill,
    async stop(signal = 'SIGTERM', graceMs = 10_000) {
      kill(signal);
      const escalation = setTimeout(() => kill('SIGKILL'), graceMs);
      const result = await exited;
      clearTimeout(escalation);
      return result;
    },
  };
}

/** Runs a command to its end. Throws with its last lines unless it exits with 0. */
export async function runTethered(
  command: string,
  args: string[],
  options: TetherOptions = {},
): Promise<string[]> {
  const lines: string[] = [];
  const child = tether(command, args, {
    ...options,
    onLine: (line, from) => {
      lines.push(line);
      options.onLine?.(line, from);
    },
  });
  const { code, signal } = await child.exited;
  if (code === 0) return lines;
  throw new Error([`${command} ended with ${signal ?? `code ${code}`}`, ...child.lastLines()].join('\n  '));
}
