import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * ERASURE_KEY if it is set, else the data folder's own, made once: the tombstones that live in the folder were sealed with
 * it.
 */
export function bringErasureKey(env: NodeJS.ProcessEnv, dataFolder: string): string {
  if (env.ERASURE_KEY) return env.ERASURE_KEY;
  const file = join(dataFolder, 'erasure-key');
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
