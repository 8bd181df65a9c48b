import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secret that is set, else the data folder's own, made once: what lives in the folder was sealed or signed with it. */
export function keptSecret(given: string | undefined, dataFolder: string, name: string): string {
  if (given) return given;
  const file = join(dataFolder, name);
  try {
    writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
