import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { canReach, unprivilegedOwner } from './unprivileged.js';

/** Where data and binaries of a root user lie when its own folders are closed to others. */
const sharedFolder = '/var/lib/synapse';

/**
 * The data folder of a checkout: `<checkout>/.synapse`. As root with a checkout that PostgreSQL's unprivileged user
 * cannot enter (a folder of mode 0700 above it), a folder of its own under /var/lib/synapse.
 */
export function defaultDataFolder(checkout: string): string {
  const path = resolve(checkout);
  const owner = unprivilegedOwner();
  if (!owner || canReach(owner, path)) return join(path, '.synapse');
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 8);
  return join(sharedFolder, `${basename(path)}-${hash}`);
}

/** Where downloaded programs are kept between runs: `$XDG_CACHE_HOME/synapse` or `~/.cache/synapse`. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'synapse');
}

/** Where programs are kept that the unprivileged user runs. */
export function sharedCacheFolder(): string {
  return unprivilegedOwner() ? sharedFolder : cacheFolder();
}

/** Makes a folder that others may enter, whatever our umask says. */
export function makeOpenFolder(path: string): string {
  const first = mkdirSync(path, { recursive: true });
  if (first) {
    for (let folder = path; folder.length >= first.length; folder = resolve(folder, '..'))
      chmodSync(folder, 0o755);
  }
  return path;
}

/**
 * A fresh temporary folder that the unprivileged user can enter, and how to remove it. In a test run it lies in the
 * run's own folder (SYNAPSE_TEST_FOLDER), which goes with the run even when a test is killed.
 */
export function temporaryFolder(prefix = 'synapse-'): { path: string; remove(): void } {
  const owner = unprivilegedOwner();
  const parent = process.env.SYNAPSE_TEST_FOLDER ?? (canReach(owner, tmpdir()) ? tmpdir() : '/var/tmp');
  const path = mkdtempSync(join(parent, prefix));
  if (owner) chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
