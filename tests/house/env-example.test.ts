import { envExample } from './env-example';
import { commandSections, serviceSections, toolSections } from './environment';
import { checkGenerated } from './generated-file';
import { sourceFiles } from './source-files';

/** What the operating system gives, and what a test run sets for its own processes. */
const NOT_FOR_PEOPLE = new Set(['PATH', 'SYNAPSE_TEST_DATABASE_URL', 'SYNAPSE_TEST_FOLDER']);

/** A name that code takes from an environment; one that is only assigned is not read. */
const READS = /\b(?:env|ours)\.([A-Z][A-Z0-9_]*)\b(?!\s*\??\??=[^=])|\bnumber\('([A-Z][A-Z0-9_]*)'/g;

const code = (folder: string) => sourceFiles(folder).filter(({ path }) => !path.endsWith('.test.ts'));

test('.env.example tells of every variable, and of nothing else', () => {
  checkGenerated('.env.example', envExample());
});

test.each(toolSections.map((section) => [section.readers, section] as const))(
  '%s: what is told is what is read',
  (_, { folders, variables }) => {
    const read = folders
      .flatMap(code)
      .flatMap(({ text }) =>
        [...text.matchAll(READS)].map(([, member, argument]) => member ?? argument ?? ''),
      )
      .filter((name) => !NOT_FOR_PEOPLE.has(name));
    expect(new Set(variables.map(({ name }) => name))).toEqual(new Set(read));
  },
);

test('no service asks for a variable that it does not use', () => {
  const declarations = /variable\([\s\S]*?\n {2}\}\)/g;
  const runtime = code('libs/runtime/src').filter(({ path }) => !path.endsWith('specs.ts'));
  const unused = serviceSections().flatMap(({ readers, variables }) =>
    readers.split(', ').flatMap((service) => {
      const own = code(`services/${service}/src`);
      // Handing the whole configuration to joinBus() uses what that reads of it.
      const joins = own.some(({ text }) => text.includes('joinBus(config'));
      const bus = joins ? code('libs/bus/src').filter(({ path }) => path.endsWith('/join.ts')) : [];
      const texts = [...own, ...runtime, ...bus].map(({ text }) => text.replace(declarations, ''));
      const used = (name: string) =>
        texts.some((text) => new RegExp(`\\b${name}\\b(?!: *$)`, 'm').test(text));
      return variables.filter(({ name }) => !used(name)).map(({ name }) => `${service}: ${name}`);
    }),
  );
  expect(unused).toEqual([]);
});

test('a command asks for what it uses, and is one of npm’s scripts', () => {
  const { scripts } = JSON.parse(
    sourceFiles('.').find(({ path }) => path === 'package.json')?.text ?? '',
  ) as { scripts: Record<string, string> };
  const sections = commandSections();
  expect(sections.map(({ readers }) => readers)).toContain('npm run rebuild');
  for (const { readers, variables, file } of sections) {
    expect(Object.keys(scripts)).toContain(readers.replace('npm run ', ''));
    const text = code('services').find(({ path }) => path === file)?.text ?? '';
    for (const { name } of variables) expect(text).toContain(`config.${name}`);
  }
});
