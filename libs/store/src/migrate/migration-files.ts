import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Migration {
  /** The folder's name; migrations are applied in the order of their names. */
  name: string;
  sql: string;
  /** SHA-256 of the file's bytes, in hex. */
  checksum: string;
}

/** `prisma/migrations` at the root of the repository: src and dist lie equally deep below it. */
export const defaultMigrationsDir = path.resolve(__dirname, '../../../../prisma/migrations');

/** @throws when the folder is missing or empty, or a migration in it has no `migration.sql`. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (names.length === 0) throw new Error(`No migrations in ${folder}: is this the folder they lie in?`);
  return Promise.all(names.sort().map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const file = path.join(folder, name, 'migration.sql');
  const bytes = await readFile(file).catch((cause) => {
    throw new Error(`Cannot read ${file} (${cause.code}): restore it, or remove its folder.`, { cause });
  });
  return {
    name,
    sql: bytes.toString('utf8'),
    checksum: createHash('sha256').update(bytes).digest('hex'),
  };
}
