import { posix } from 'node:path';
import { type SourceFile, sourceFiles } from './source-files';

const IMPORT = /(?:^(?:import|export)\b[^'";]*|import\()'([^']+)'/gm;
const OURS = /^@synapse\/([a-z-]+)(\/.*)?$/;

interface Import {
  file: string;
  of: string;
  statement: string;
}

const importsOf = ({ path, text }: SourceFile): Import[] =>
  [...text.matchAll(IMPORT)].map(([statement, of = '']) => ({ file: path, of, statement }));

/** Pages run in a browser: they ask their server, share what the kit exports, and are sent no schemas. */
function isForbidden({ file, of, statement }: Import): boolean {
  if (of.startsWith('.')) {
    const own = file.split('/').slice(0, 2).join('/');
    return !posix.join(posix.dirname(file), of).startsWith(`${own}/`);
  }
  const lib = OURS.exec(of)?.[1];
  if (lib === 'contracts') return !statement.startsWith('import type ');
  return of.startsWith('node:') || (lib !== undefined && lib !== 'web-kit');
}

/** The files that nothing reaches from where a package begins. */
function unreached(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set([...byPath.keys()].filter((path) => /\/src\/(main\.tsx|index\.ts)$/.test(path)));
  for (const path of seen) {
    for (const { of } of importsOf(byPath.get(path) as SourceFile)) {
      const target = posix.join(posix.dirname(path), of).replace(/\.js$/, '');
      const found = [`${target}.ts`, `${target}.tsx`].find((one) => byPath.has(one));
      if (of.startsWith('.') && found) seen.add(found);
    }
  }
  return [...byPath.keys()].filter((path) => !seen.has(path));
}

const files = sourceFiles('web').filter(
  ({ path }) => /\/src\/.*\.tsx?$/.test(path) && !/\.test\./.test(path),
);

test('pages import nothing that is not for a browser', () => {
  const imports = files.flatMap(importsOf);
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter(isForbidden)).toEqual([]);
});

test.each([
  "import { BOARDS } from '@synapse/contracts';",
  "import '@synapse/store';",
  "import type { Pool } from '@synapse/store';",
  "const kit = await import('../../kit/src/read.js');",
  "export * from 'node:fs';",
])('%s is found', (text) => {
  expect(importsOf({ path: 'web/some/src/page.ts', text }).filter(isForbidden)).toHaveLength(1);
});

test('every file of the pages is reached from where its package begins', () => {
  expect(unreached(files)).toEqual([]);
  expect(unreached([{ path: 'web/some/src/forgotten.ts', text: '' }])).toHaveLength(1);
});
