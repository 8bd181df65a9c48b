import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface MigrationsFolder {
  path: string;
  /** Writes or overwrites one migration. */
  write(name: string, sql: string): void;
  remove(name: string): void;
  dispose(): void;
}

/** A folder of migrations for one test, by name and SQL. */
export function createMigrationsFolder(migrations: Record<string, string>): MigrationsFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'synapse-migrations-'));
  const write = (name: string, sql: string) => {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'migration.sql'), sql);
  };
  writeFileSync(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(migrations)) write(name, sql);
  return {
    path: folder,
    write,
    remove: (name) => rmSync(path.join(folder, name), { recursive: true }),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}
