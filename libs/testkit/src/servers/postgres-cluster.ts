import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './postgres-binaries.js';
import { runTethered } from './tether.js';
import { idsOf, type Owner } from './unprivileged.js';

export interface ClusterOptions {
  durable?: boolean;
  password?: string;
  onProgress?: (line: string) => void;
}

/** The whole environment of PostgreSQL's programs: ours may hold PG variables that change what they do. */
export const serverEnv = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/** Fills a neighbour folder and renames it: an interrupted initdb leaves a folder that looks whole and is not. */
export async function createCluster(
  binaries: PostgresBinaries,
  dataDir: string,
  owner: Owner | undefined,
  options: ClusterOptions,
): Promise<void> {
  options.onProgress?.(`creating a database cluster in ${dataDir}`);
  const password = options.password ?? randomBytes(18).toString('base64url');
  const temporary = `${dataDir}.initdb`;
  const passwordForInitdb = `${dataDir}.initdb-password`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { mode: 0o700 });
  writeSecret(passwordForInitdb, password);
  if (owner) {
    chownSync(temporary, owner.uid, owner.gid);
    chownSync(passwordForInitdb, owner.uid, owner.gid);
  }
  const flags = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordForInitdb}`];
  flags.push('--encoding=UTF8', '--locale=C', '--no-instructions');
  if (options.durable === false) flags.push('--no-sync');
  try {
    await runTethered(binaries.initdb, ['-D', temporary, ...flags], {
      ...idsOf(owner),
      cwd: '/',
      env: serverEnv,
    });
  } finally {
    rmSync(passwordForInitdb, { force: true });
  }
  writeSecret(`${dataDir}.password`, password);
  renameSync(temporary, dataDir);
}

/** Throws unless this version can open the cluster. */
export function refuseOtherMajor(dataDir: string, version: string): void {
  const made = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (version.startsWith(`${made}.`)) return;
  throw new Error(
    `${dataDir} was made by PostgreSQL ${made}, this is ${version}: start over with another data folder`,
  );
}

/** The superuser's password, as kept beside the cluster when it was made. */
export function readPassword(dataDir: string): string {
  const file = `${dataDir}.password`;
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new Error(`The superuser's password of ${dataDir} is missing: it should be in ${file}`);
}

function writeSecret(file: string, secret: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, secret, { mode: 0o600, flush: true });
}
