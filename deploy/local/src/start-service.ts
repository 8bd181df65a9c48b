import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExitStatus, type Tethered, tether, writeStamp } from '@synapse/testkit';
import type { DataFolder } from './data-folder.js';
import { openServiceLog, readable } from './service-log.js';
import type { Supervised, Supervisor } from './supervisor.js';

export interface NodeProgram {
  name: string;
  /** The compiled file that node runs. */
  script: string;
  env: NodeJS.ProcessEnv;
}

export interface Surroundings {
  folder: Pick<DataFolder, 'logs' | 'run'>;
  /** Where warnings and errors of a program go besides its log. */
  tell: (line: string) => void;
  supervisor: Pick<Supervisor, 'add'>;
}

type Spawned = Required<Supervised> & { child: Tethered };

/** Starts a service and waits until `/readyz` on its ops port answers 200. Throws with its last lines when it does not. */
export async function startService(
  program: NodeProgram & { opsPort: number; readyWithinMs?: number },
  surroundings: Surroundings,
): Promise<void> {
  const spawned = spawn(program, surroundings);
  surroundings.supervisor.add(spawned);
  await untilReady(spawned, program.opsPort, program.readyWithinMs ?? 60_000);
}

/** Starts a program and waits for the first line that `read` understands. Throws with its last lines otherwise. */
export async function startAnnounced<T>(
  program: NodeProgram,
  surroundings: Surroundings,
  read: (line: string) => T | undefined,
): Promise<T> {
  let announce: (value: T) => void = () => {};
  const announced = new Promise<T>((resolve) => {
    announce = resolve;
  });
  const spawned = spawn(program, surroundings, (line) => {
    const value = read(line);
    if (value !== undefined) announce(value);
  });
  surroundings.supervisor.add(spawned);
  const timeout = sleep(30_000, undefined, { ref: false });
  const value = await Promise.race([announced, spawned.exited.then(() => undefined), timeout]);
  if (value === undefined) throw new Error(`${program.name} did not start. ${whatItSaid(spawned)}`);
  return value;
}

/** Runs a program to its end. Throws with its last lines unless it exits with 0 in time. */
export async function runOnce(
  program: NodeProgram,
  surroundings: Surroundings,
  withinMs = 120_000,
): Promise<void> {
  const spawned = spawn(program, surroundings);
  surroundings.supervisor.add({ name: spawned.name, stop: spawned.stop, hasEnded: spawned.hasEnded });
  const status = await Promise.race([spawned.exited, sleep(withinMs, undefined, { ref: false })]);
  if (status?.code === 0) return;
  const why = status ? describeExit(status) : `was not done after ${withinMs / 1_000} s`;
  throw new Error(`${program.name} ${why}. ${whatItSaid(spawned)}`);
}

/** Such as "ended with code 1". */
export function describeExit({ code, signal }: ExitStatus): string {
  return signal ? `was ended by ${signal}` : `ended with code ${code}`;
}

function spawn(
  program: NodeProgram,
  { folder, tell }: Surroundings,
  onLine?: (line: string) => void,
): Spawned {
  const logFile = join(folder.logs, `${program.name}.log`);
  const log = openServiceLog(logFile, (line) => tell(`[${program.name}] ${line}`));
  const pidFile = join(folder.run, `${program.name}.pid`);
  const child = tether(process.execPath, [program.script], {
    env: program.env,
    onLine: (line, from) => {
      log.write(line, from);
      onLine?.(line);
    },
  });
  writeStamp(pidFile, child.pid);
  return {
    name: program.name,
    child,
    logFile,
    exited: child.exited,
    hasEnded: child.hasExited,
    lastLines: child.lastLines,
    async stop() {
      await child.stop('SIGTERM', 10_000);
      rmSync(pidFile, { force: true });
      await log.close();
    },
  };
}

async function untilReady(spawned: Spawned, opsPort: number, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  let answer = 'no answer';
  while (performance.now() < deadline) {
    if (spawned.child.hasExited()) {
      throw new Error(`${spawned.name} ${describeExit(await spawned.exited)}. ${whatItSaid(spawned)}`);
    }
    const response = await fetch(`http://127.0.0.1:${opsPort}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    }).catch(() => undefined);
    answer = response ? notReadyFor(await response.text()) : answer;
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(
    `${spawned.name} was not ready after ${withinMs / 1_000} s (${answer}). ${whatItSaid(spawned)}`,
  );
}

/** The failing checks in an answer of `/readyz`, with their reasons; an answer that is none as it is. */
function notReadyFor(text: string): string {
  try {
    const { checks } = JSON.parse(text) as { checks: Record<string, { ready: boolean; reason?: string }> };
    const failing = Object.entries(checks).filter(([, { ready }]) => !ready);
    return failing.map(([name, { reason }]) => `${name}: ${reason}`).join('; ');
  } catch {
    return text.trim();
  }
}

/** The end of what a program wrote, and where the rest is. */
export function whatItSaid({ lastLines, logFile }: Supervised): string {
  const lines = lastLines?.().slice(-15) ?? [];
  if (lines.length === 0) return 'It wrote nothing.';
  return `It said last${logFile ? ` (all of it: ${logFile})` : ''}:\n${readable(lines)}`;
}
