import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from './install-once.js';
import { natsFromDebian } from './nats-debian.js';
import { natsFromRelease } from './nats-release.js';
import { cacheFolder } from './reachable-folder.js';

export interface FindNatsOptions {
  /** Where a fetched nats-server is kept; default `~/.cache/synapse`. */
  cacheDir?: string;
  onProgress?: (line: string) => void;
  /** Ways to fetch one, tried in order; each writes the program to the path it gets. */
  sources?: Array<{ name: string; fetch: (target: string) => Promise<void> }>;
}

export interface NatsBinary {
  path: string;
  version: string;
}

/** Earlier servers refuse `sync_interval` and know no filter lists. */
const oldest = [2, 10] as const;
export const OLDEST_NATS = oldest.join('.');

const knownSources = [
  { name: "Debian's package", fetch: natsFromDebian },
  { name: 'the official release', fetch: natsFromRelease },
];

/**
 * A nats-server of version 2.10 or later: NATS_SERVER_BIN, the PATH, the cache, Debian's package, the official release.
 * Throws with what each of them answered and what to do.
 */
export async function findNatsServer(options: FindNatsOptions = {}): Promise<NatsBinary> {
  const named = process.env.NATS_SERVER_BIN;
  if (named) return fromEnvironment(named);
  const onPath = check('nats-server');
  if (onPath.usable) return onPath.usable;
  const target = join(options.cacheDir ?? cacheFolder(), 'bin', 'nats-server');
  const cached = check(target);
  if (cached.usable) return cached.usable;

  const answers = [`on the PATH: ${onPath.complaint}`];
  for (const source of options.sources ?? knownSources) {
    options.onProgress?.(`fetching nats-server from ${source.name}`);
    try {
      return await fetchInto(target, source.fetch);
    } catch (error) {
      answers.push(`${source.name}: ${(error as Error).message}`);
    }
  }
  throw new Error(
    [
      `No nats-server ${OLDEST_NATS} or later was found or could be fetched.`,
      ...answers.map((answer) => `- ${answer}`),
      'Set NATS_URL to a running server, or NATS_SERVER_BIN to the program (https://nats.io/download).',
    ].join('\n'),
  );
}

function fromEnvironment(path: string): NatsBinary {
  const { usable, complaint } = check(path);
  if (usable) return usable;
  throw new Error(
    `NATS_SERVER_BIN=${path}: ${complaint}. Name a nats-server of ${OLDEST_NATS} or later, or unset it`,
  );
}

async function fetchInto(target: string, fetch: (path: string) => Promise<void>): Promise<NatsBinary> {
  await installOnce(target, async (temporary) => {
    await fetch(temporary);
    const { complaint } = check(temporary);
    if (complaint) throw new Error(complaint);
  });
  const { usable, complaint } = check(target);
  if (usable) return usable;
  throw new Error(complaint);
}

function check(path: string): { usable?: NatsBinary; complaint?: string } {
  if (path.includes('/') && !existsSync(path)) return { complaint: 'there is no such file' };
  const run = spawnSync(path, ['--version'], { encoding: 'utf8', env: process.env });
  if (run.error) {
    // A folder of the PATH that this user may not enter is one without a nats-server.
    const { code = '' } = run.error as NodeJS.ErrnoException;
    return { complaint: ['ENOENT', 'EACCES'].includes(code) ? 'none' : run.error.message };
  }
  const version = /v(\d+\.\d+\.\S+)/.exec(run.stdout)?.[1];
  if (run.status !== 0 || !version)
    return {
      complaint: `it does not answer as nats-server: ${(run.stderr || run.stdout).trim().split('\n')[0]}`,
    };
  return isNewEnoughNats(version)
    ? { usable: { path, version } }
    : { complaint: `version ${version} is too old` };
}

/** Whether a nats-server of this version can hold the log. */
export function isNewEnoughNats(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
