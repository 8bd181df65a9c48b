import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeOpenFolder } from './reachable-folder.js';

/**
 * Makes `target` (a file or folder) by filling a temporary neighbour and renaming it. Whoever sees the target sees it
 * whole, and of two processes at once one wins and the other takes over what is there.
 */
export async function installOnce(target: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  makeOpenFolder(dirname(target));
  const temporary = join(
    dirname(target),
    `.${basename(target)}.${process.pid}.${randomBytes(4).toString('hex')}`,
  );
  try {
    await fill(temporary);
    renameSync(temporary, target);
  } catch (error) {
    const lostTheRace = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!lostTheRace || !existsSync(target)) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
