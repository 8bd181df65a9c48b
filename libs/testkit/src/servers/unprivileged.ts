import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** The user a server runs as. */
export interface Owner {
  uid: number;
  gid: number;
  name: string;
}

/**
 * The user PostgreSQL must run as when we are root (it refuses to run as root), undefined when we are an ordinary user.
 * An existing data folder decides: the server may only open what its user owns.
 */
export function unprivilegedOwner(dataDir?: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const stat = dataDir ? statSync(dataDir, { throwIfNoEntry: false }) : undefined;
  if (stat && stat.uid !== 0) return { uid: stat.uid, gid: stat.gid, name: `uid ${stat.uid}` };
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { uid, gid, name };
  }
  throw new Error(
    'PostgreSQL does not run as root and this machine has neither a user postgres nor nobody: add one, or set DATABASE_URL',
  );
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  try {
    return Number(
      execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }),
    );
  } catch {
    return undefined;
  }
}

/** What a spawn takes to run as that user; nothing when it is ourselves. */
export const idsOf = (owner: Owner | undefined) => owner && { uid: owner.uid, gid: owner.gid };

/** Whether that user can enter the folder (or execute the file); asked of the system itself, by trying as that user. */
export function canReach(owner: Owner | undefined, path: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...idsOf(owner), cwd: '/', stdio: 'ignore' })
      .status === 0
  );
}
