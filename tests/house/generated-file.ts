import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './source-files';

/**
 * Compares a generated file with what it should be; with WRITE_DOCS in the environment (`npm run docs`) writes it.
 * @throws naming the first line that differs
 */
export function checkGenerated(path: string, expected: string): void {
  const file = join(root, path);
  if (process.env.WRITE_DOCS) writeFileSync(file, expected);
  const actual = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (actual === expected) return;
  const [is, should] = [actual.split('\n'), expected.split('\n')];
  const line = should.findIndex((text, index) => text !== is[index]);
  const place = line === -1 ? should.length : line;
  throw new Error(
    `${path} is stale: run \`npm run docs\`. Line ${place + 1} is ${JSON.stringify(is[place] ?? '(missing)')}, should be ${JSON.stringify(should[place] ?? '(the end)')}.`,
  );
}
