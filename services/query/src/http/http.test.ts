import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { Leaderboard, MemberProfile, MemberSearch, Overview, Problem } from '@synapse/contracts';
import { openPool, type Pool } from '@synapse/store';
import { createTestDatabase, roleUrl, type TestDatabase } from '@synapse/testkit';
import { type RunningQuery, startQuery, until } from '../../test-support/running-query.js';

const NOWHERE = 'nats://127.0.0.1:1';
let database: TestDatabase;
let owner: Pool;
let query: RunningQuery;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openPool({ url: database.url, applicationName: 'test' });
  await owner.query(`
    insert into users (id, discord_name, discord_avatar_hash, xp, level, gold)
    select 80351110224678000 + n, 'Member ' || n, null, n * 10, 1 + n / 10, n % 7 from generate_series(1, 60) n`);
  await owner.query(`
    insert into member_totals (user_id, stars, messages_sent)
    select id, 3, 2 from users`);
  query = await startQuery({ databaseUrl: roleUrl(database.url, 'synapse_query'), natsUrl: NOWHERE });
});

afterAll(async () => {
  await query.stop();
  await owner.end();
  await database.drop();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(query.url + path, { headers });

async function read(path: string, schema: TSchema): Promise<unknown> {
  const answer = await get(path);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'application/json; charset=utf-8',
  ]);
  const body = await answer.json();
  expect([...Value.Errors(schema, body)]).toEqual([]);
  return body;
}

async function problem(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await answer.json()) as Problem;
  expect([...Value.Errors(Problem, body)]).toEqual([]);
  expect(body.status).toBe(answer.status);
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts|\.js:| at /);
  return body;
}

test('a board, as the schema says', async () => {
  const board = (await read('/v1/leaderboards/xp?limit=2', Leaderboard)) as Leaderboard;
  expect(board).toMatchObject({ board: 'xp', total: 60 });
  expect(board.members.map(({ rank, id, xp }) => [rank, id, xp])).toEqual([
    [1, '80351110224678060', 600],
    [2, '80351110224678059', 590],
  ]);
});

test.each(['xp', 'gold', 'level'])('the board %s has 25 members unless told otherwise', async (name) => {
  const board = (await read(`/v1/leaderboards/${name}`, Leaderboard)) as Leaderboard;
  expect(board.members).toHaveLength(25);
  expect(board.members.map(({ rank }) => rank)).toEqual([...board.members.keys()].map((place) => place + 1));
});

test('the rule set in force says how long a board is, and what the community calls itself', async () => {
  await owner.query(`
    insert into rule_sets (community, version, body) values ('main', 4,
      '{"settings": {"leaderboard_size": 3, "dashboard_title": "The Guild", "currency_name_secondary": "Coins"}}')`);
  await owner.query(
    `insert into engine_positions (community, stream_created, rule_set_version) values ('main', 'then', 4)`,
  );
  const other = await startQuery({ databaseUrl: roleUrl(database.url, 'synapse_query'), natsUrl: NOWHERE });
  const board = (await (await fetch(`${other.url}/v1/leaderboards/xp`)).json()) as Leaderboard;
  const overview = await (await fetch(`${other.url}/v1/overview`)).json();
  await other.stop();
  expect(board.members).toHaveLength(3);
  expect(overview).toMatchObject({ title: 'The Guild', currency: { primary: 'XP', secondary: 'Coins' } });
});

test('a member, as the schema says', async () => {
  expect(await read('/v1/members/80351110224678057', MemberProfile)).toMatchObject({
    id: '80351110224678057',
    name: 'Member 57',
    ranks: { xp: 4, level: 4, stars: null, weekly: null },
    stars: 3,
    counters: { messages_sent: 2, voice_minutes: 0 },
  });
});

test('the community, as the schema says', async () => {
  const overview = await read('/v1/overview', Overview);
  expect(overview).toMatchObject({ community: 'main', members: 60, xp: 18_300, stars: 180 });
});

test.each([
  '/v1/leaderboards/silver',
  '/v1/leaderboards/xp?limit=0',
  '/v1/leaderboards/xp?limit=101',
  '/v1/leaderboards/xp?limit=1e999',
  '/v1/leaderboards/xp?limit=ten',
  '/v1/leaderboards/xp?limit=',
  '/v1/leaderboards/xp?limit=1&limit=2',
  '/v1/leaderboards/xp?cursor=forged',
  '/v1/leaderboards/xp?cursor=W10',
  '/v1/leaderboards/xp?cursor=x&around=1',
  '/v1/leaderboards/xp?around=ada',
  '/v1/leaderboards/xp?season=1',
  '/v1/leaderboards/stars?season=0',
  '/v1/leaderboards/xp?as_of=yesterday',
  '/v1/leaderboards/xp?as_of=2999-01-01T00:00:00Z',
  '/v1/leaderboards/xp?as_of=1999-01-01T00:00:00Z',
  '/v1/leaderboards/xp?as_of=2026-13-41T00:00:00Z',
  '/v1/members?search=',
  '/v1/members?search=a',
  '/v1/members?search=%00%00',
  '/v1/members',
  '/v1/members/80351110224678057/journal?cursor=forged',
  '/v1/members/80351110224678057/journal?limit=1000',
  '/v1/seasons/0',
  '/v1/seasons/99999999999',
  '/v1/activity?days=93',
  '/v1/explain/%20',
  '/v1/members/ada',
  '/v1/members/0',
  '/v1/members/-5',
  '/v1/members/1.5',
  '/v1/members/9223372036854775808',
  '/v1/members/9999999999999999999',
  '/v1/members/%00',
  "/v1/members/1'%20or%201=1",
  '/v1/stream?recent=1000',
  '/v1/stream?recent=1e999',
  '/v1/stream?kind=command_settled',
  '/v1/stream?member=ada',
  '/v1/members/%ZZ',
])('%s is refused with 400 and the reason', async (path) => {
  const answer = await get(path);
  expect(answer.status).toBe(400);
  expect((await problem(answer)).detail.length).toBeGreaterThan(10);
});

test('a refusal names what is allowed', async () => {
  const { detail } = await problem(await get('/v1/leaderboards/silver'));
  expect(detail).toMatch(/xp, stars, gold, level, weekly, monthly/);
});

test.each([
  ['GET', '/v1/members/42'],
  ['GET', '/v1/members/42/journal'],
  ['GET', '/v1/members/42/achievements'],
  ['GET', '/v1/leaderboards/xp?around=42'],
  ['GET', '/v1/leaderboards/stars?season=7'],
  ['GET', '/v1/seasons/7'],
  ['GET', '/v1/explain/msg:1:given'],
  ['GET', '/v1/explain/1'],
  ['GET', '/nothing'],
  ['GET', '/..%2fpackage.json'],
  ['GET', '/%2e%2e/src/main'],
  ['POST', '/v1/leaderboards/xp'],
  ['DELETE', '/v1/members/42'],
])('%s %s is not there: 404', async (method, path) => {
  const answer = await fetch(query.url + path, { method });
  expect(answer.status).toBe(404);
  await problem(answer);
});

test('a name that is far too long is refused', async () => {
  const answer = await get(`/v1/members/${'9'.repeat(300)}`);
  expect(answer.status).toBe(414);
  await problem(answer);
});

test('bytes that are no request get an answer too', async () => {
  const { port } = new URL(query.url);
  const said = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0016\u0003 hello\r\n\r\n'));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });
  expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(said).toContain('application/problem+json');
});

test('an unchanged answer is not sent again', async () => {
  const first = await get('/v1/leaderboards/gold');
  const tag = first.headers.get('etag') ?? '';
  expect(tag).toMatch(/^W\/"/);
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const again = await get('/v1/leaderboards/gold', { 'if-none-match': `"other", ${tag}` });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const other = await get('/v1/leaderboards/xp', { 'if-none-match': tag });
  expect(other.status).toBe(200);
});

test('without a database: up, not ready, 503 and when to try again; the page is still served', async () => {
  const alone = await startQuery({
    databaseUrl: 'postgresql://synapse_query:x@127.0.0.1:1/none',
    natsUrl: NOWHERE,
  });
  const reasons = () => Object.values(alone.ready.report().checks).map(({ reason }) => reason);
  await until(() => !reasons().includes('not reported yet'));
  expect(alone.ready.report()).toMatchObject({
    ready: false,
    checks: {
      http: { ready: true },
      database: { ready: false },
      boards: { ready: false },
      bus: { ready: false },
    },
  });
  for (const path of ['/v1/leaderboards/xp', '/v1/members/42', '/v1/overview', '/v1/stream']) {
    const answer = await fetch(alone.url + path);
    expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '5']);
    await problem(answer);
  }
  expect((await fetch(alone.url)).status).toBe(200);
  await alone.stop();
});

test('a database that waiting cannot mend ends the start, with what to do', async () => {
  const wrongPassword = roleUrl(database.url, 'synapse_query', 'not-it');
  await expect(startQuery({ databaseUrl: wrongPassword, natsUrl: NOWHERE })).rejects.toMatchObject({
    message: expect.stringContaining('Cannot use PostgreSQL'),
    hint: expect.stringContaining('DATABASE_URL'),
  });
});

test('a port that is taken is named, with what to do', async () => {
  const { port } = new URL(query.url);
  const second = startQuery({ databaseUrl: database.url, natsUrl: NOWHERE, port: Number(port) });
  await expect(second).rejects.toMatchObject({
    message: expect.stringContaining(`127.0.0.1:${port}: another process listens there`),
    hint: expect.stringContaining('HTTP_PORT'),
  });
});

test('a board is read page by page, every place once, and around a member', async () => {
  const ranks: number[] = [];
  let cursor = '';
  do {
    const path = `/v1/leaderboards/gold?limit=7${cursor && `&cursor=${cursor}`}`;
    const board = (await read(path, Leaderboard)) as Leaderboard;
    ranks.push(...board.members.map(({ rank }) => rank));
    cursor = board.next ?? '';
  } while (cursor);
  expect(ranks).toEqual(Array.from({ length: 52 }, (_, place) => place + 1));
  const around = (await read(
    '/v1/leaderboards/xp?limit=5&around=80351110224678050',
    Leaderboard,
  )) as Leaderboard;
  expect(around.members.map(({ rank, value }) => [rank, value])).toEqual([
    [9, 520],
    [10, 510],
    [11, 500],
    [12, 490],
    [13, 480],
  ]);
  const last = (await read(
    '/v1/leaderboards/xp?limit=5&around=80351110224678001',
    Leaderboard,
  )) as Leaderboard;
  expect(last.members.map(({ rank }) => rank)).toEqual([56, 57, 58, 59, 60]);
  expect(last.next).toBeNull();
});

test('a cursor is good for its own board only', async () => {
  const { next } = (await read('/v1/leaderboards/gold?limit=7', Leaderboard)) as Leaderboard;
  expect((await get(`/v1/leaderboards/xp?cursor=${next}`)).status).toBe(400);
  expect((await get(`/v1/leaderboards/gold?cursor=${next}&as_of=2026-01-01T00:00:00Z`)).status).toBe(400);
});

test('members are found by a part of their name; what a pattern would mean is text', async () => {
  const search = async (text: string) =>
    ((await read(`/v1/members?search=${encodeURIComponent(text)}`, MemberSearch)) as MemberSearch).members;
  expect((await search('mEmBeR 5')).map(({ name, rank }) => [name, rank]).slice(0, 2)).toEqual([
    ['Member 59', 2],
    ['Member 58', 3],
  ]);
  expect(await search('%%')).toEqual([]);
  expect(await search('M_mber')).toEqual([]);
});

describe('what is not public', () => {
  const paths = ['/v1/members/80351110224678057/statement', '/v1/members/80351110224678057/preferences'];
  const withKey = (path: string, key: string) => get(path, { authorization: `Bearer ${key}` });

  beforeAll(async () => {
    const add = (key: string, scopes: string[], revoked: Date | null) =>
      owner.query(
        'insert into api_keys (name, digest, scopes, created_by, revoked_at) values ($1, $2, $3, 1, $4)',
        [key, createHash('sha256').update(key).digest('hex'), scopes, revoked],
      );
    await add('a-good-key', ['read'], null);
    await add('a-key-for-rules', ['rules'], null);
    await add('a-revoked-key', ['read'], new Date());
  });

  test.each(paths)('%s needs a key that is good for reading', async (path) => {
    expect((await get(path)).status).toBe(401);
    expect((await withKey(path, 'no-such-key')).status).toBe(401);
    expect((await withKey(path, 'a-revoked-key')).status).toBe(401);
    expect((await withKey(path, 'a-key-for-rules')).status).toBe(403);
    const answer = await withKey(path, 'a-good-key');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  });

  test('what is public needs none, and minds none', async () => {
    expect((await withKey('/v1/overview', 'no-such-key')).status).toBe(200);
  });
});

test('who asks too often is told when to try again; others, and a key, go on', async () => {
  const strict = await startQuery({
    databaseUrl: roleUrl(database.url, 'synapse_query'),
    natsUrl: NOWHERE,
    requestsPerMinute: 3,
  });
  const ask = (headers: Record<string, string> = {}) => fetch(`${strict.url}/v1/overview`, { headers });
  const first = await Promise.all([ask(), ask(), ask()]);
  const refused = await ask();
  const withKey = await ask({ authorization: 'Bearer a-good-key' });
  await strict.stop();
  expect(first.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  await problem(refused);
  expect(withKey.status).toBe(200);
});
