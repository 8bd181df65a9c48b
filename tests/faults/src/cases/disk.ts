import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@synapse/testkit';

/** A small disk of its own, in memory. */
export interface Disk {
  readonly path: string;
  /** Leaves no byte free on it. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  end(): void;
}

const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' });

/** Why no disk can be made here; nothing where one can. */
export function noDisks(): string | undefined {
  if (process.platform !== 'linux') return 'disks of a given size are made on Linux only';
  const folder = temporaryFolder('synapse-mount-');
  const { status, stderr } = run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder.path);
  if (status === 0) run('umount', folder.path);
  folder.remove();
  return status === 0 ? undefined : `nothing can be mounted: ${(stderr ?? 'mount is missing').trim()}`;
}

export function makeDisk(megabytes: number): Disk {
  const folder = temporaryFolder('synapse-disk-');
  const mounted = run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder.path);
  if (mounted.status !== 0) throw new Error(`${folder.path} cannot be mounted: ${mounted.stderr}`);
  const path = join(folder.path, 'data');
  mkdirSync(path);
  chmodSync(path, 0o755);
  const ballast = join(folder.path, 'ballast');
  return {
    path,
    fill() {
      // By and by, so that what is left is less than a page.
      const chunk = Buffer.alloc(65_536);
      for (const size of [chunk.length, 4_096]) {
        try {
          for (;;) writeFileSync(ballast, chunk.subarray(0, size), { flag: 'a' });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    },
    free: () => rmSync(ballast, { force: true }),
    end() {
      run('umount', '-l', folder.path);
      folder.remove();
    },
  };
}
