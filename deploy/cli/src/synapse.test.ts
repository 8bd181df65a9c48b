import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildFact, publishFacts, startTestServers, type TestServers } from '@synapse/testkit';

const bin = join(__dirname, '../bin/synapse.cjs');

let servers: TestServers;
beforeAll(async () => {
  if (!existsSync(join(__dirname, '../dist/main.js'))) throw new Error('Build first: npm run build:quiet.');
  servers = await startTestServers();
  await publishFacts(servers.bus, 'main', [buildFact('message_create', { id: 'msg:1' })]);
});
afterAll(() => servers.end());

/** Runs `synapse` with what this machine has. */
function synapse(args: string[], env: Record<string, string> = {}) {
  const all = {
    PATH: process.env.PATH ?? '',
    NATS_URL: servers.nats.url,
    DATABASE_URL: servers.database.url,
    ...env,
  };
  return new Promise<{ code: number; out: string; err: string }>((resolve) =>
    execFile(process.execPath, [bin, ...args], { env: all }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    ),
  );
}

test('lag tells how far everybody is behind, and ends with 1 beyond what is well', async () => {
  const { code, out } = await synapse(['--json', 'lag']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    result: { community: 'main', last: 1, lags: [{ service: 'lake-writer', entries: 1 }, {}, {}] },
  });
  expect((await synapse(['lag', '--most', '0'])).code).toBe(1);
});

test('doctor looks at everything, whatever fails, and says what to do', async () => {
  const env = {
    ALLOW_UNSAFE_DURABILITY: '1',
    ERASURE_KEY: 'x',
    SESSION_SECRET: 'x',
    DISCORD_TOKEN_FILE: '/token',
  };
  const well = await synapse(['doctor'], env);
  expect(well).toMatchObject({ code: 0, out: expect.stringContaining('✓ PostgreSQL: migrated') });
  const wrong = await synapse(['doctor'], { ...env, NATS_URL: 'nats://127.0.0.1:1', ERASURE_KEY: '' });
  expect(wrong.code).toBe(1);
  expect(wrong.out).toMatch(/✗ ERASURE_KEY: Neither/);
  expect(wrong.out).toMatch(/✗ NATS and the log: .*No NATS server can be used/);
  expect(wrong.out).toMatch(/✓ PostgreSQL/);
});

test('verify and rebuild run the programs of the services', async () => {
  expect(await synapse(['verify'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('The audit trail holds'),
  });
  const { code, out } = await synapse(['--json', 'rebuild']);
  expect({ code, ok: (JSON.parse(out) as { ok: boolean }).ok }).toEqual({ code: 0, ok: true });
});

test('erase and redrive ask the admin API, with the key and once', async () => {
  const asked: string[] = [];
  const api = createServer((request, response) => {
    asked.push(
      `${request.method} ${request.url} ${request.headers.authorization} ${Boolean(request.headers['idempotency-key'])}`,
    );
    response.writeHead(asked.length === 1 ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ title: 'Not found', detail: 'There is no such letter.' }));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const env = {
    SYNAPSE_API_KEY: 'synapse_k',
    ADMIN_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
  };
  expect((await synapse(['erase', '42', '--yes', '43'], env)).code).toBe(1);
  expect((await synapse(['erase', '42', '--yes', '42'], env)).code).toBe(0);
  expect(await synapse(['redrive', 'engine:1:0'], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no such letter.'),
  });
  expect(asked).toEqual([
    'DELETE /v1/admin/members/42 Bearer synapse_k true',
    'POST /v1/admin/dead-letters/engine%3A1%3A0/redrive Bearer synapse_k true',
  ]);
  await new Promise((resolve) => api.close(resolve));
});

test('wrong usage ends with 2 and shows how', async () => {
  const { code, err } = await synapse(['lagg']);
  expect(code).toBe(2);
  expect(err).toMatch(/unknown command 'lagg'/);
  expect((await synapse(['erase', '42'])).code).toBe(2);
  expect((await synapse(['--help'])).code).toBe(0);
});
