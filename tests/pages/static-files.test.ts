import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type RunningQuery, startQuery } from '../../services/query/test-support/running-query';
import { FIRST_LOAD_BYTES } from './visit';

const NOWHERE = {
  databaseUrl: 'postgresql://synapse_query:x@127.0.0.1:1/none',
  natsUrl: 'nats://127.0.0.1:1',
};

let query: RunningQuery;
beforeAll(async () => {
  query = await startQuery(NOWHERE);
});
afterAll(() => query.stop());

/** The document and everything that it names. */
async function firstLoad(): Promise<{ html: string; files: Map<string, Response> }> {
  const html = await (await fetch(`${query.url}/`)).text();
  if (!html.startsWith('<!doctype html>')) throw new Error(`Run \`npm run build\` first: ${html}`);
  const names = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, name = '']) => name);
  const files = await Promise.all(names.map(async (name) => [name, await fetch(query.url + name)] as const));
  return { html, files: new Map(files) };
}

test('a page loads only its own files, and holds no script, style or handler of its own', async () => {
  const answer = await fetch(`${query.url}/`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
  const { html, files } = await firstLoad();
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?:\/\//);
  expect(files.size).toBeGreaterThan(2);
  for (const [name, { status }] of files) expect([name, status]).toEqual([name, 200]);
});

test('files whose names change with their content are kept for good, the others are asked for again', async () => {
  const { files } = await firstLoad();
  for (const [name, { headers }] of files) {
    const kept = headers.get('cache-control');
    expect([name, kept]).toEqual([
      name,
      name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  const { headers } = await rawly(`${query.url}/`, {});
  expect(headers['cache-control']).toBe('no-cache');
  const again = await rawly(`${query.url}/`, { 'if-none-match': headers.etag ?? '' });
  expect(again.status).toBe(304);
});

test('what a browser loads first is small, whichever page it opens', async () => {
  const { html, files } = await firstLoad();
  const sizes = await Promise.all(
    [...files.values()].map(async (file) => gzipSync(Buffer.from(await file.arrayBuffer())).byteLength),
  );
  const bytes = gzipSync(html).byteLength + sizes.reduce((all, size) => all + size, 0);
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
});

test('files go over the wire compressed where a browser takes it', async () => {
  const { files } = await firstLoad();
  const name = [...files.keys()].find((each) => each.endsWith('.js')) ?? '';
  const plain = Buffer.from(await (await fetch(query.url + name)).arrayBuffer());
  const raw = await rawly(query.url + name, { 'accept-encoding': 'gzip' });
  expect(raw.headers['content-encoding']).toBe('gzip');
  expect(raw.body.byteLength).toBeLessThan(plain.byteLength / 2);
  expect(gunzipSync(raw.body).equals(plain)).toBe(true);
  expect(raw.headers.vary).toMatch(/accept-encoding/i);
  expect((await rawly(query.url + name, { 'accept-encoding': 'br, gzip' })).headers).toMatchObject({
    'content-encoding': 'br',
  });
  expect((await rawly(query.url + name, {})).headers).not.toHaveProperty('content-encoding');
});

test.each([
  '/boards/xp',
  '/boards/nonsense',
  '/members/80351110224678912',
  '/seasons/3',
  '/quests',
  '/activity?days=7',
])('%s is the same document: its scripts show the page', async (path) => {
  const answer = await fetch(query.url + path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test.each(['/nothing', '/assets/index.js', '/index.html', '/assets/../../package.json', '/boards'])(
  '%s is nothing',
  async (path) => {
    expect((await fetch(query.url + path)).status).toBe(404);
  },
);

interface RawAnswer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** As it comes: not unpacked, and without what `fetch` adds. */
function rawly(url: string, headers: Record<string, string>): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, async (answer) => {
      const body = Buffer.concat(await answer.toArray());
      resolve({ status: answer.statusCode, headers: answer.headers, body });
    })
      .on('error', reject)
      .end();
  });
}
