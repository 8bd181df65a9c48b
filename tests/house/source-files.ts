import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The root of the checkout. */
export const root = resolve(__dirname, '../..');

const notOurs = new Set([
  'node_modules',
  'dist',
  'generated',
  'coverage',
  'out',
  '.git',
  '.turbo',
  '.synapse',
]);
const text =
  /\.(tsx?|mjs|cjs|js|json|md|sql|prisma|toml|ya?ml|conf|html|css|svg)$|\/(run|\.env\.example|\.npmrc)$/;

export interface SourceFile {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
}

/** Every text file that somebody wrote, below a folder of the checkout. */
export function sourceFiles(folder = '.'): SourceFile[] {
  return walk(join(root, folder)).map((path) => ({
    path: relative(root, path).replaceAll('\\', '/'),
    text: readFileSync(path, 'utf8'),
  }));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : walk(path);
    return entry.isFile() && text.test(path) && entry.name !== 'package-lock.json' ? [path] : [];
  });
}

/** The code of a TypeScript file without its comments and texts. */
export const codeOnly = (source: string): string =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/\/\/.*$/gm, '');
