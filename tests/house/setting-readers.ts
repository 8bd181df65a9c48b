import { sourceFiles } from './source-files';

const code = [...sourceFiles('libs/economy/src'), ...sourceFiles('services')].filter(
  ({ path }) => /\/src\//.test(path) && path.endsWith('.ts') && !path.endsWith('.test.ts'),
);

/** The packages whose code asks for a setting. */
export function settingReaders(key: string): string[] {
  const asked = key.startsWith('event_lake.source.') ? '`event_lake.source.$' : `'${key}'`;
  const packages = code
    .filter(({ text }) => text.includes(asked))
    .map(({ path }) => path.split('/')[1] ?? '');
  return [...new Set(packages)];
}
