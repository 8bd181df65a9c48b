import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * "pid start-time" of a running process, undefined when there is none (a zombie counts as none).
 * The start time is what tells a process from a later one that was given the same pid.
 */
export function processStamp(pid: number): string | undefined {
  const started = process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
  return started && `${pid} ${started}`;
}

function startTimeFromProc(pid: number): string | undefined {
  try {
    // The command name, in parentheses, may itself hold spaces and parentheses: count from the last one.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' ? undefined : fields?.[19];
  } catch {
    return undefined;
  }
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Writes the stamp of a process we started, for whoever comes after a crash of ours. */
export function writeStamp(file: string, pid: number): void {
  writeFileSync(file, `${processStamp(pid) ?? pid}\n`, { mode: 0o600 });
}

/** The pid in a stamp file if that very process still runs, else undefined. */
export function stampedPid(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const stamp = readFileSync(file, 'utf8').trim();
  const pid = Number.parseInt(stamp, 10);
  return Number.isInteger(pid) && processStamp(pid) === stamp ? pid : undefined;
}

/**
 * Waits until the process of a stamp file has ended, then removes the file. After a crash the servers of the previous
 * run may still be closing their files. Throws when it runs on: then somebody else really uses the folder.
 */
export async function previousRunEnded(file: string, what: string, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let pid = stampedPid(file); pid !== undefined; pid = stampedPid(file)) {
    if (Date.now() > deadline)
      throw new Error(`${what} is already running as process ${pid} (${file}): stop it first`);
    await sleep(50);
  }
  rmSync(file, { force: true });
}
