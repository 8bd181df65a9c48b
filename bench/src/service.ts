import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Tethered, tether } from '@synapse/testkit';

/** A service that runs as a process of its own. */
export interface RunningService {
  readonly name: string;
  readonly pid: number;
  /** The sum of a counter over all its labels, as `/metrics` tells it. */
  counter(metric: string): Promise<number>;
  untilReady(): Promise<void>;
  /** Memory in MiB; NaN where the system does not tell. */
  memory(): number;
  /** The most that it ever held. */
  peakMemory(): number;
  /** SIGTERM; @throws when it does not end with 0 */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export interface ServiceProgram {
  name: string;
  /** The compiled file. */
  script: string;
  env: Readonly<Record<string, string>>;
  /** Folder in which it leaves a CPU profile. */
  profiles?: string | undefined;
  /** Where what it sends to PostgreSQL is kept; see `sql-recorder`. */
  record?: SqlRecord | undefined;
}

export interface SqlRecord {
  /** The port of PostgreSQL. */
  port: number;
  /** Path of the files, without their number. */
  to: string;
}

const READY_WITHIN_MS = 30_000;

export async function startService({
  name,
  script,
  env,
  profiles,
  record,
}: ServiceProgram): Promise<RunningService> {
  const ops = `http://127.0.0.1:${await freePort()}`;
  const child = tether(process.execPath, [...profiling(name, profiles), ...recording(record), script], {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'error',
      ...env,
      ...(record && { RECORD_SQL_PORT: String(record.port), RECORD_SQL_TO: record.to }),
      OPS_HOST: '127.0.0.1',
      OPS_PORT: new URL(ops).port,
    },
  });
  return {
    name,
    pid: child.pid,
    counter: async (metric) => sumOf(metric, await ask(`${ops}/metrics`)),
    untilReady: () => untilReady(name, ops, child),
    memory: () => memoryOf(child.pid, 'VmRSS'),
    peakMemory: () => memoryOf(child.pid, 'VmHWM'),
    async kill() {
      await child.stop('SIGKILL');
    },
    async stop() {
      if (child.hasExited()) return;
      const { code, signal } = await child.stop();
      if (code !== 0) throw new Error(whatItSaid(name, `ended with ${signal ?? `code ${code}`}`, child));
    },
  };
}

/** Runs a program to its end. @throws with its last lines unless it ends with 0 */
export async function runProgram({ name, script, env }: ServiceProgram): Promise<void> {
  const child = tether(process.execPath, [script], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', ...env },
  });
  const { code } = await child.exited;
  if (code !== 0) throw new Error(whatItSaid(name, `ended with code ${code}`, child));
}

const profiling = (name: string, folder: string | undefined) =>
  folder
    ? ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`]
    : [];

const recording = (record: SqlRecord | undefined) =>
  record ? ['--require', join(__dirname, 'sql-recorder.js')] : [];

function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status) ?? [];
    return Number(kilobytes) / 1_024;
  } catch {
    return Number.NaN;
  }
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  return response.text();
}

/** Prometheus' text format: a line is `name{labels} value`. */
const sumOf = (metric: string, text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(metric) && /[{ ]/.test(line.charAt(metric.length)))
    .reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);

async function untilReady(name: string, ops: string, child: Tethered): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    if (child.hasExited()) throw new Error(whatItSaid(name, 'ended before it was ready', child));
    const response = await fetch(`${ops}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    const report = await response?.text();
    if (response?.ok) return;
    if (performance.now() > deadline) throw new Error(whatItSaid(name, `is not ready: ${report}`, child));
    await sleep(50);
  }
}

const whatItSaid = (name: string, what: string, child: Tethered) =>
  [`${name} ${what}`, ...child.lastLines()].join('\n  ');
