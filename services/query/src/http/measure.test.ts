import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTelemetry, type Telemetry } from '@synapse/runtime';
import { openPool } from '@synapse/store';
import { createTestDatabase, roleUrl, type TestDatabase } from '@synapse/testkit';
import { type RunningQuery, startQuery } from '../../test-support/running-query.js';

let database: TestDatabase;
let telemetry: Telemetry;
let metrics: Server;
let query: RunningQuery;

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = openPool({ url: database.url, applicationName: 'test' });
  await owner.query(`insert into users (id, discord_name, xp) values (80351110224678912, 'Zoë 🌟 Ω', 10)`);
  await owner.end();
  telemetry = await startTelemetry({ service: 'query', version: '1', sampleRatio: 0 });
  metrics = createServer(telemetry.metricsHandler).listen(0, '127.0.0.1');
  const databaseUrl = roleUrl(database.url, 'synapse_query');
  query = await startQuery({ databaseUrl, natsUrl: 'nats://127.0.0.1:1' });
});

afterAll(async () => {
  await query.stop();
  metrics.close();
  await telemetry.shutdown();
  await database.drop();
});

/** How many answers were measured, by route and status. */
async function measured(): Promise<Record<string, number>> {
  const { port } = metrics.address() as AddressInfo;
  const text = await (await fetch(`http://127.0.0.1:${port}`)).text();
  const counts = text.matchAll(
    /^http_server_request_duration_seconds_count\{.*?route="(.*?)",status="(\d+)".*?\} (\d+)/gm,
  );
  return Object.fromEntries(
    [...counts].map(([, route, status, count]) => [`${route} ${status}`, Number(count)]),
  );
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(query.url + path, { headers });

test('each answer is measured once, under the status that was sent; streams are not', async () => {
  const first = await get('/v1/leaderboards/xp');
  const known = { 'if-none-match': first.headers.get('etag') ?? '' };
  await get('/v1/leaderboards/xp', known);
  await get('/v1/leaderboards/silver');
  const member = await get('/v1/members/80351110224678912');
  await get('/v1/members/80351110224678912', { 'if-none-match': member.headers.get('etag') ?? '' });
  await get('/');
  await get('/nothing');
  await get('/v1/stream');
  expect(await measured()).toEqual({
    '/v1/leaderboards/:board 200': 1,
    '/v1/leaderboards/:board 304': 1,
    '/v1/leaderboards/:board 400': 1,
    '/v1/members/:id 200': 1,
    '/v1/members/:id 304': 1,
    [`/ ${(await get('/')).status}`]: 1,
    'none 404': 1,
  });
});

test('an answer at hand is the one that was made, to the byte', async () => {
  const answers = await Promise.all(['', '', ''].map(() => get('/v1/leaderboards/xp?limit=1')));
  answers.push(await get('/v1/leaderboards/xp?limit=1'));
  for (const answer of answers) {
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-length')).toBe(String(bytes.length));
    expect(JSON.parse(bytes.toString()).members).toMatchObject([{ name: 'Zoë 🌟 Ω' }]);
  }
});
