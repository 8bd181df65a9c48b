import { execFile } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** Runs Prisma's schema engine in a process of its own: it is an ES module and WebAssembly, which jest cannot load. */
export function runSchemaEngine(
  databaseUrl: string,
  ...args: string[]
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const script = path.join(root, 'prisma/tools/schema-engine.mjs');
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env, cwd: root }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}
