import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOpenFolder, previousRunEnded, processStamp, stampedPid } from '@synapse/testkit';

const markerFile = 'synapse-data.json';
const marker = `${JSON.stringify({ what: 'data of a local Synapse stack', version: 1 })}\n`;

export interface DataFolder {
  path: string;
  logs: string;
  /** The pids of the services, for whoever starts after a crash. */
  run: string;
  /** Lets the next one in. */
  release(): void;
}

/**
 * Opens the folder for this process alone, and empties it first when `fresh`. Waits for what a crashed run left closing.
 * Throws when another stack uses it, or when it is somebody else's folder: only one with our marker is ever deleted.
 */
export async function openDataFolder(path: string, options: { fresh: boolean }): Promise<DataFolder> {
  refuseForeign(path);
  try {
    makeOpenFolder(path);
  } catch (error) {
    throw new Error(`${path} cannot be made (${(error as Error).message}): name another folder with --data`);
  }
  const lock = takeLock(join(path, 'lock'));
  try {
    for (const file of pidFiles(path)) await previousRunEnded(file, 'A server of the last run');
    if (options.fresh) empty(path);
    writeFileSync(join(path, markerFile), marker);
    const [logs, run] = [join(path, 'logs'), join(path, 'run')];
    for (const folder of [logs, run]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { path, logs, run, release: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function refuseForeign(path: string): void {
  if (!existsSync(path) || existsSync(join(path, markerFile))) return;
  const entries = readdirSync(path).filter((name) => name !== 'lock');
  if (entries.length === 0) return;
  throw new Error(
    `${path} holds other files (${entries.slice(0, 3).join(', ')}): name an empty folder with --data`,
  );
}

function takeLock(file: string): { release(): void } {
  for (let attempt = 1; ; attempt++) {
    try {
      writeFileSync(file, `${processStamp(process.pid)}\n`, { flag: 'wx' });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM') {
        throw new Error(
          `${file} cannot be written: run as the user who made the folder, or name another with --data`,
        );
      }
      if (code !== 'EEXIST' || attempt === 3) throw error;
    }
    const pid = stampedPid(file);
    if (pid !== undefined) {
      throw new Error(
        `This data folder is in use by a stack that runs as process ${pid}. Stop that one, or name another folder with --data`,
      );
    }
    rmSync(file, { force: true });
  }
}

function pidFiles(path: string): string[] {
  const run = join(path, 'run');
  const services = existsSync(run) ? readdirSync(run).map((name) => join(run, name)) : [];
  return [...services, join(path, 'postgres.pid'), join(path, 'nats', 'nats.pid')];
}

/** The lock stays: it is what keeps others out meanwhile. */
function empty(path: string): void {
  if (existsSync(join(path, markerFile)) && readFileSync(join(path, markerFile), 'utf8') !== marker) {
    throw new Error(
      `${path} was made by another version of Synapse: delete it by hand, or name another with --data`,
    );
  }
  for (const name of readdirSync(path)) {
    if (name !== 'lock') rmSync(join(path, name), { recursive: true, force: true });
  }
}
