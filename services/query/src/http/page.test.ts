import { readFile } from 'node:fs/promises';
import { type RunningQuery, startQuery } from '../../test-support/running-query.js';

const NOWHERE = {
  databaseUrl: 'postgresql://synapse_query:x@127.0.0.1:1/none',
  natsUrl: 'nats://127.0.0.1:1',
};
let query: RunningQuery;

beforeAll(async () => {
  query = await startQuery(NOWHERE);
});

afterAll(() => query.stop());

test('the page loads only its own files, and holds no script, style or handler of its own', async () => {
  const answer = await fetch(`${query.url}/`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const html = await answer.text();
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?:\/\//);
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file]) => file ?? '');
  expect(files).toEqual(expect.arrayContaining(['/app.mjs', '/style.css', '/icon.svg']));
  for (const file of files) expect([file, (await fetch(query.url + file)).status]).toEqual([file, 200]);
});

test('each script of the page imports scripts that are there', async () => {
  const seen = new Set(['./app.mjs']);
  for (const script of seen) {
    const answer = await fetch(query.url + script.slice(1));
    expect([script, answer.headers.get('content-type')]).toEqual([
      script,
      'application/javascript; charset=utf-8',
    ]);
    const code = await answer.text();
    expect(code).toBe(await readFile(`${__dirname}/../../public/${script}`, 'utf8'));
    for (const [, imported] of code.matchAll(/from '([^']+)'/g)) seen.add(imported ?? '');
  }
  expect(seen.size).toBeGreaterThan(5);
});
