import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, sourceFiles } from './source-files';

/** Documents that name things of this repository. */
const documents = sourceFiles().filter(
  ({ path }) => path.endsWith('.md') && (!path.includes('/') || path.startsWith('docs/')),
);
const sources = sourceFiles().filter(({ path }) => /\.(tsx?|mjs|cjs|prisma)$/.test(path));
const code = sources.map(({ text }) => text).join('\n');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

const inBackticks = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside);

/** A path as it stands, or the end of one: within a section on a service files are named from its folder. */
const isFile = (path: string) =>
  existsSync(join(root, path)) || sources.some((source) => source.path.endsWith(`/${path}`));

test('there are the documents a newcomer looks for', () => {
  const names = documents.map(({ path }) => path);
  expect(names).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']));
});

describe.each(documents.map(({ path, text }) => [path, text]))('%s', (path, text) => {
  test('names files that exist', () => {
    const named = inBackticks(text).filter((one) =>
      /^[\w@.-]*(\/[\w@.-]+)*\.(tsx?|mjs|cjs|prisma)$/.test(one),
    );
    expect(named.filter((one) => !isFile(one) && !one.endsWith('-main.js'))).toEqual([]);
  });

  test('names folders that exist', () => {
    const named = inBackticks(text).filter((one) =>
      /^(libs|services|web|deploy|tests|prisma|docs)\/[\w/-]*$/.test(one),
    );
    const planned = ['services/bot/', 'tests/pages/out/'];
    expect(named.filter((one) => !planned.includes(one) && !existsSync(join(root, one)))).toEqual([]);
  });

  test('names functions that exist', () => {
    const named = inBackticks(text).flatMap((one) => /^(\w+)\(\)$/.exec(one)?.[1] ?? []);
    const defined = (name: string) =>
      new RegExp(`(function\\*? |const )${name}\\b|^ +${name}[<(]|\\b${name}: \\(`, 'm').test(code);
    expect(named.filter((name) => !defined(name))).toEqual([]);
  });

  test('names commands that exist', () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const place = file === '' ? path : join(dirname(path), file);
      if (place.endsWith('.png')) return false;
      if (!existsSync(join(root, place))) return true;
      return anchor !== undefined && !anchors(readFileSync(join(root, place), 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** The anchors that GitHub makes of a document's headings. */
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-'),
  );
