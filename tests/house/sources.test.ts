import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, sourceFiles } from './source-files';

const files = sourceFiles();

/** Hosts that anybody may reach: documentation, specifications, public downloads. */
const PUBLIC_HOSTS =
  /^(127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1\]|(?:[\w-]+\.)*(discord\.com|discordapp\.com|discord\.gg|github\.com|debian\.org|nats\.io|postgresql\.org|w3\.org|apache\.org|unpkg\.com|renovatebot\.com|grafana\.com|observability|external-secrets\.io|keda\.sh|standardwebhooks\.com|rfc-editor\.org|turborepo\.com|biomejs\.dev|example|example\.(?:com|org)|invalid|test))$/i;

test('every address in the sources is a public one or this machine', () => {
  const strange = files.flatMap(({ path, text }) =>
    [...text.matchAll(/https?:\/\/([a-z0-9][\w.-]*)/gi)]
      .map(([, host = '']) => host.replace(/\.$/, ''))
      .filter((host) => host.includes('.') && !PUBLIC_HOSTS.test(host))
      .map((host) => `${path}: ${host}`),
  );
  expect(strange).toEqual([]);
});

test('no source names a folder of somebody’s machine', () => {
  const folders = /(?<![\w.$}])\/(?:home|root|Users|work|mnt|workspace)\/[\w.-]+/;
  const named = files.flatMap(({ path, text }) => {
    const found = text.match(folders)?.[0];
    return found === undefined ? [] : [`${path}: ${found}`];
  });
  expect(named).toEqual([]);
});

describe('dependencies', () => {
  type Manifest = Record<
    'dependencies' | 'devDependencies' | 'overrides',
    Record<string, string> | undefined
  >;
  const pins = files
    .filter(({ path }) => /(^|\/)package\.json$/.test(path))
    .flatMap(({ path, text }) => {
      const { dependencies, devDependencies, overrides } = JSON.parse(text) as Manifest;
      return Object.entries({ ...overrides, ...devDependencies, ...dependencies }).map(([name, version]) => ({
        path,
        name,
        version,
      }));
    });

  test('are pinned to one exact version each', () => {
    expect(pins.length).toBeGreaterThan(50);
    expect(pins.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test('have the same version in every package', () => {
    const versions = new Map<string, Set<string>>();
    for (const { name, version } of pins) versions.set(name, (versions.get(name) ?? new Set()).add(version));
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });

  test('come from whatever registry npm is told to use', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});
