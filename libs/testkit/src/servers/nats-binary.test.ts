import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { findNatsServer } from './nats-binary.js';
import { debianMirror } from './nats-debian.js';
import { natsFromRelease } from './nats-release.js';
import { temporaryFolder } from './reachable-folder.js';
import { runTethered } from './tether.js';

const folder = temporaryFolder();
const realPath = process.env.PATH;
const named = process.env.NATS_SERVER_BIN;
beforeEach(() => {
  delete process.env.NATS_SERVER_BIN;
  process.env.PATH = (realPath ?? '')
    .split(delimiter)
    .filter((entry) => !hasNats(entry))
    .join(delimiter);
});
afterAll(() => {
  process.env.PATH = realPath;
  if (named) process.env.NATS_SERVER_BIN = named;
  folder.remove();
});

function hasNats(entry: string): boolean {
  try {
    return readdirSync(entry).includes('nats-server');
  } catch {
    return false;
  }
}

/** A program that answers --version as nats-server of that version does. */
function program(path: string, version: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

const cacheDir = (name: string) => join(folder.path, name);
const brings = (version: string) => ({
  name: `a source of ${version}`,
  fetch: async (target: string) => void program(target, version),
});
const fails = { name: 'an unreachable source', fetch: () => Promise.reject(new Error('no route')) };

test('the named program comes first, and a wrong one is an error, not a reason to look elsewhere', async () => {
  process.env.NATS_SERVER_BIN = program(join(folder.path, 'named'), '2.11.3');
  expect(await findNatsServer({ sources: [] })).toEqual({
    path: join(folder.path, 'named'),
    version: '2.11.3',
  });
  process.env.NATS_SERVER_BIN = program(join(folder.path, 'old'), '2.9.10');
  await expect(findNatsServer()).rejects.toThrow(/NATS_SERVER_BIN=.*old: version 2.9.10 is too old/);
  process.env.NATS_SERVER_BIN = join(folder.path, 'nothing');
  await expect(findNatsServer()).rejects.toThrow('there is no such file');
});

test('the PATH comes before the cache, unless what it has is too old', async () => {
  const onPath = join(folder.path, 'bin', 'nats-server');
  process.env.PATH = `${dirname(onPath)}${delimiter}${process.env.PATH}`;
  const cached = program(join(cacheDir('warm'), 'bin', 'nats-server'), '2.10.27');
  program(onPath, '2.12.0');
  expect(await findNatsServer({ cacheDir: cacheDir('warm'), sources: [] })).toMatchObject({
    version: '2.12.0',
  });
  program(onPath, '2.9.10');
  expect(await findNatsServer({ cacheDir: cacheDir('warm'), sources: [] })).toMatchObject({ path: cached });
});

test('sources are tried in order and the result is kept', async () => {
  const first = await findNatsServer({
    cacheDir: cacheDir('cold'),
    sources: [fails, brings('2.8.0'), brings('2.10.1')],
  });
  expect(first.version).toBe('2.10.1');
  expect(await findNatsServer({ cacheDir: cacheDir('cold'), sources: [fails] })).toEqual(first);
  expect(readdirSync(join(cacheDir('cold'), 'bin'))).toEqual(['nats-server']);
});

test('many at once leave one whole program', async () => {
  const found = await Promise.all(
    Array.from({ length: 8 }, () =>
      findNatsServer({ cacheDir: cacheDir('busy'), sources: [brings('2.10.1')] }),
    ),
  );
  expect(new Set(found.map((binary) => binary.path)).size).toBe(1);
  expect(readdirSync(join(cacheDir('busy'), 'bin'))).toEqual(['nats-server']);
});

test('when nothing works the error says what each way answered and what to do', async () => {
  const attempt = findNatsServer({ cacheDir: cacheDir('none'), sources: [fails, brings('2.9.0')] });
  await expect(attempt).rejects.toThrow(
    /on the PATH: none\n- an unreachable source: no route\n- a source of 2.9.0: version 2.9.0 is too old\nSet NATS_URL/,
  );
});

describe('the official release', () => {
  let server: Server;
  let files: Record<string, Buffer>;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const file = files[request.url?.split('/').at(-1) ?? ''];
      response.writeHead(file ? 200 : 404).end(file);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  /** A release directory as GitHub serves it, with a stand-in for the program. */
  async function release(): Promise<{ from: string; archive: string }> {
    const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const name = `nats-server-v2.12.7-${platform}`;
    program(join(folder.path, name, 'nats-server'), '2.12.7');
    await runTethered('tar', ['-czf', 'release.tar.gz', name], { cwd: folder.path });
    const content = readFileSync(join(folder.path, 'release.tar.gz'));
    const sum = createHash('sha256').update(content).digest('hex');
    const archive = `${name}.tar.gz`;
    files = {
      [archive]: content,
      SHA256SUMS: Buffer.from(`${'0'.repeat(64)}  other.zip\n${sum}  ${archive}\n`),
    };
    return { from: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, archive };
  }

  const source = (from: string) => ({
    name: 'release',
    fetch: (target: string) => natsFromRelease(target, from),
  });

  test('is unpacked when its checksum is the published one', async () => {
    const { from } = await release();
    const found = await findNatsServer({ cacheDir: cacheDir('release'), sources: [source(from)] });
    expect(found.version).toBe('2.12.7');
  });

  test('is not used when a byte differs, or when it is not listed', async () => {
    const { from, archive } = await release();
    files[archive] = Buffer.concat([files[archive] ?? Buffer.alloc(0), Buffer.from([0])]);
    await expect(natsFromRelease(join(folder.path, 'x'), from)).rejects.toThrow(
      /the release says .*: not used/,
    );
    files.SHA256SUMS = Buffer.from('');
    await expect(natsFromRelease(join(folder.path, 'x'), from)).rejects.toThrow('does not name');
    delete files.SHA256SUMS;
    await expect(natsFromRelease(join(folder.path, 'x'), from)).rejects.toThrow('answered 404');
  });
});

test("the mirror is the machine's own, in either form of apt's sources, or Debian's", () => {
  const etcApt = join(folder.path, 'apt');
  const parts = join(etcApt, 'sources.list.d');
  expect(debianMirror(etcApt)).toBe('http://deb.debian.org/debian');
  mkdirSync(parts, { recursive: true });
  writeFileSync(
    join(parts, 'a.list'),
    '# deb http://commented.test/debian x main\ndeb https://other.test/apt x main\n',
  );
  expect(debianMirror(etcApt)).toBe('http://deb.debian.org/debian');
  writeFileSync(
    join(parts, 'debian.sources'),
    'Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm\n',
  );
  expect(debianMirror(etcApt)).toBe('http://mirror.test/debian');
  writeFileSync(join(etcApt, 'sources.list'), 'deb [arch=amd64] http://first.test/debian/ bookworm main\n');
  expect(debianMirror(etcApt)).toBe('http://first.test/debian/');
});
