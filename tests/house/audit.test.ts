import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { temporaryFolder } from '@synapse/testkit';

// npm remembers advisories: what a test makes up must not reach the cache of whoever runs it.
const cache = temporaryFolder('synapse-audit-');
const registries: Server[] = [];

afterEach(() => {
  for (const registry of registries.splice(0)) registry.close();
});
afterAll(() => cache.remove());

/** A registry that knows of these advisories, by package; one that answers nobody when there are none to know. */
async function startRegistry(advisories: object | null): Promise<string> {
  const registry = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const asked = body[0] === 0x1f ? gunzipSync(body) : body;
      const isBulk = request.url?.endsWith('/advisories/bulk');
      if (!advisories || !isBulk) return response.writeHead(405).end();
      const installed = Object.keys(JSON.parse(String(asked)) as object);
      const told = Object.entries(advisories).filter(([name]) => installed.includes(name));
      return response.end(JSON.stringify(Object.fromEntries(told)));
    });
  }).listen(0, '127.0.0.1');
  registries.push(registry);
  await once(registry, 'listening');
  return `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
}

async function audit(url: string) {
  const run = spawn(process.execPath, ['.ci/audit.cjs', `--registry=${url}`, `--cache=${cache.path}`]);
  const [said, [code]] = await Promise.all([text(run.stdout), once(run, 'exit')]);
  return { code: code as number, said };
}

const advisory = (severity: string) => ({
  pg: [
    {
      id: severity.length,
      url: 'https://github.com/advisories/GHSA-of-a-test',
      title: 'Speaks to strangers',
      severity,
      vulnerable_versions: '>=0.0.0',
      cwe: [],
      cvss: { score: 0, vectorString: null },
    },
  ],
});

test('a serious advisory about what production installs fails, and is named', async () => {
  const { code, said } = await audit(await startRegistry(advisory('high')));
  expect([code, said]).toEqual([
    1,
    expect.stringMatching(/high: pg .*Speaks to strangers https:.*GHSA-of-a-test/),
  ]);
});

test('a lesser one, or none, does not', async () => {
  for (const advisories of [advisory('moderate'), {}]) {
    expect(await audit(await startRegistry(advisories))).toEqual({
      code: 0,
      said: 'audit: no advisory of high or critical severity\n',
    });
  }
});

test('a registry that answers no audits, or none at all, is said plainly and fails nothing', async () => {
  for (const url of [await startRegistry(null), 'http://127.0.0.1:9/']) {
    expect(await audit(url)).toEqual({ code: 0, said: expect.stringContaining('DID NOT RUN') });
  }
});
