import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample } from './env-example';
import { serviceSections, toolSections } from './environment';
import { checkGenerated } from './generated-file';
import { root, sourceFiles } from './source-files';

/** What the operating system gives, and what a test run sets for its own processes. */
const NOT_FOR_PEOPLE = new Set(['PATH', 'SYNAPSE_TEST_DATABASE_URL', 'SYNAPSE_TEST_FOLDER']);

/** Names that code takes from an environment; one that is only assigned is not read. */
function readIn(folders: readonly string[]): string[] {
  const reads = /\b(?:env|ours)\.([A-Z][A-Z0-9_]*)(?!\s*\??\??=[^=])|\bnumber\('([A-Z][A-Z0-9_]*)'/g;
  const names = folders
    .flatMap((folder) => sourceFiles(folder))
    .filter(({ path }) => !path.endsWith('.test.ts'))
    .flatMap(({ text }) => [...text.matchAll(reads)].map(([, member, argument]) => member ?? argument ?? ''));
  return [...new Set(names)].filter((name) => !NOT_FOR_PEOPLE.has(name)).sort();
}

test('.env.example tells of every variable, and of nothing else', () => {
  checkGenerated('.env.example', envExample());
});

test.each(toolSections.map((section) => [section.readers, section]))('%s: what is told is what is read', (_, { folders, variables }) => {
  expect(variables.map(({ name }) => name).sort()).toEqual(readIn(folders));
});

test('what a service asks for is used in its own code or in that of runtime', () => {
  const runtime = sourceFiles('libs/runtime/src').map(({ text }) => text);
  const unread = serviceSections().flatMap(({ readers, variables }) =>
    readers.split(', ').flatMap((service) => {
      const own = sourceFiles(`services/${service}/src`)
        .filter(({ path }) => !/config\.ts$|\.test\.ts$/.test(path))
        .map(({ text }) => text);
      const code = [...own, ...runtime.filter((text) => !text.includes('variable(')) , configFunctions(service)].join('\n');
      return variables.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(code)).map(({ name }) => `${service}: ${name}`);
    }),
  );
  expect(unread).toEqual([]);
});

/** What a config file does besides declaring its variables. */
const configFunctions = (service: string) =>
  readFileSync(join(root, 'services', service, 'src/config.ts'), 'utf8').split('export function').slice(1).join('\n');
