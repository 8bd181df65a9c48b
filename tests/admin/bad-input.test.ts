import { eventually } from '@synapse/testkit';
import type { Schema } from '../fuzz/from-schema';
import { bodyOf, type Operation, type Route, routesOf } from '../fuzz/open-api';
import { type AdminWorld, startAdminWorld } from './admin-world';

interface Try {
  what: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

const FILE = 'application/octet-stream';
const OPEN = ['/v1/admin/sign-in', '/v1/admin/sign-in/callback'];
const NO_IDS = [
  '0',
  '-1',
  '1.5',
  '1e3',
  'abc',
  '9007199254740993000000',
  '9223372036854775808',
  '%00',
  '..',
  '__proto__',
  "1'--",
];
const WRONG_VALUES = [
  null,
  [],
  {},
  [[[[]]]],
  'x'.repeat(10_000),
  'a\u0000b',
  '\ud800',
  -1,
  1.5,
  2 ** 53 + 2,
  1e308,
  true,
  '9223372036854775808',
  '__proto__',
];

let world: AdminWorld;
let routes: Route[];
let cookie: string;
let csrf: string;
let tables: string;

beforeAll(async () => {
  world = await startAdminWorld();
  routes = await routesOf(world.url);
  const browser = await world.signedIn();
  cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  csrf = String((await browser.get('/v1/admin/session')).body.csrf_token);
  // What the clock does by itself on its first round is nobody's request.
  await eventually('the retention of today', async () => (await world.rows('select from jobs')).length > 0);
  tables = await content();
});
afterAll(() => world.end());

/** Everything that an admin's request could change. */
async function content(): Promise<string> {
  const names = [
    'admin_log',
    'categories',
    'category_channels',
    'category_multipliers',
    'achievement_templates',
  ];
  const more = [
    'seasons',
    'quests',
    'settings',
    'rule_sets',
    'api_keys',
    'change_requests',
    'jobs',
    'member_imports',
    'member_import_rows',
    'history_imports',
    'history_frames',
    'users',
    'activity_log',
  ];
  const all = await Promise.all(
    [...names, ...more].map(async (name) => [name, await world.rows(`select * from ${name} order by 1, 2`)]),
  );
  return JSON.stringify(all);
}

let asked = 0;

/** As an admin would send it, so that only what is tried is wrong with it. */
async function send({ method }: Pick<Route, 'method'>, { path, headers = {}, body }: Try): Promise<Response> {
  asked += 1;
  return fetch(world.url + path, {
    method,
    redirect: 'manual',
    headers: {
      cookie,
      'x-csrf-token': csrf,
      'idempotency-key': `bad-${asked}`,
      'if-match': '*',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

/** A client's fault, said in a problem document without anything from inside. */
async function mustBeRefused(route: Route, one: Try): Promise<void> {
  const answer = await send(route, one);
  const text = await answer.text();
  const seen = {
    route: `${route.method} ${route.path}`,
    tried: one.what,
    status: answer.status,
    text: text.slice(0, 300),
  };
  if (answer.status < 400 || answer.status >= 500 || answer.status === 429)
    expect(seen).toBe('refused with 4xx');
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json'))
    expect(seen).toBe('a problem document');
  const problem = JSON.parse(text) as { status: number; detail: string };
  expect(problem).toMatchObject({ status: answer.status, type: 'about:blank', title: expect.any(String) });
  if (/node_modules|\.[jt]s:\d|\bat \/|prisma|select |postgres|"stack"/i.test(text))
    expect(seen).toBe('without insides');
}

const filled = ({ path, operation }: Route, id?: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => id ?? sampleId(operation, name));

/** An id of the right form that nothing has. */
const sampleId = ({ parameters = [] }: Operation, name: string): string =>
  parameters.find((one) => one.name === name)?.schema.pattern?.includes('922')
    ? '9223372036854775807'
    : '2147483647';

/** A body of the right form. */
function sample(schema: Schema | undefined): unknown {
  if (!schema) return undefined;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sample(schema.anyOf[0]);
  if (schema.type === 'object') {
    const names = schema.required ?? Object.keys(schema.properties ?? {}).slice(0, 1);
    return Object.fromEntries(names.map((name) => [name, sample(schema.properties?.[name])]));
  }
  if (schema.type === 'array') return [sample(schema.items)];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  return schema.pattern?.startsWith('^(?:[1-9]') ? '1' : 'a text';
}

const wrongBodies = (route: Route): Try[] => {
  const schema = bodyOf(route);
  const path = filled(route);
  if (!schema) return [];
  const right = sample(schema) as Record<string, unknown>;
  const fields = Object.keys(schema.properties ?? {});
  const json = (what: string, value: unknown): Try => ({ what, path, body: JSON.stringify(value) });
  return [
    { what: 'no body', path },
    { what: 'no JSON', path, body: '{"a":' },
    { what: 'an empty body', path, body: '' },
    { what: '__proto__', path, body: '{"__proto__": {"admin": true}}' },
    { what: 'constructor', path, body: '{"constructor": {"prototype": {}}}' },
    { what: 'a deep nesting', path, body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` },
    { what: 'more than 1 MiB', path, body: JSON.stringify({ name: 'x'.repeat(1_100_000) }) },
    {
      what: 'a form',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=x',
    },
    { what: 'plain text', path, headers: { 'content-type': 'text/plain' }, body: JSON.stringify(right) },
    {
      what: 'another charset',
      path,
      headers: { 'content-type': 'application/jsonx' },
      body: JSON.stringify(right),
    },
    json('a list', [right]),
    json('a text', 'text'),
    json('nothing', null),
    json('an unknown field', { ...right, no_such_field: 1 }),
    ...(schema.required ?? []).map((name) => json(`without ${name}`, { ...right, [name]: undefined })),
    ...fields.flatMap((name) =>
      WRONG_VALUES.filter((value) => !mayBe(schema.properties?.[name], value)).map((value) =>
        json(`${name}: ${JSON.stringify(value).slice(0, 40)}`, { ...right, [name]: value }),
      ),
    ),
  ];
};

/** Values that some field may well have. */
function mayBe(schema: Schema | undefined, value: unknown): boolean {
  if (schema?.anyOf) return schema.anyOf.some((one) => mayBe(one, value));
  if (value === null) return schema?.type === 'null';
  if (schema?.type === 'boolean') return value === true;
  if (schema?.type === 'array') return Array.isArray(value);
  if (schema?.type === 'object') return typeof value === 'object' && !Array.isArray(value);
  if (schema?.type === 'integer' || schema?.type === 'number')
    return typeof value === 'number' && value < 2 ** 31;
  const isText =
    typeof value === 'string' && value.length < 100 && !value.includes('\u0000') && value !== '\ud800';
  return isText && !schema?.enum && (schema?.pattern === undefined || new RegExp(schema.pattern).test(value));
}

test('there is something to try', () => {
  expect(routes.filter(({ method }) => method !== 'GET').length).toBeGreaterThan(20);
});

test('nothing is told to nobody, nor to who is somebody else', async () => {
  const strangers: [string, Record<string, string>][] = [
    ['no cookie', { cookie: '' }],
    ['a forged cookie', { cookie: 'synapse-admin=forged.signature' }],
    ['no key', { cookie: '', authorization: 'Bearer' }],
    ['a forged key', { authorization: `Bearer synapse_${'A'.repeat(43)}` }],
    ['a key of another kind', { authorization: 'Basic YTpi' }],
    ['a token of another kind', { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' }],
  ];
  for (const route of routes.filter(({ path }) => !OPEN.includes(path))) {
    for (const [what, headers] of strangers) {
      const answer = await send(route, {
        what,
        path: filled(route),
        headers,
        body: JSON.stringify(sample(bodyOf(route))),
      });
      expect([route.path, what, answer.status]).toEqual([route.path, what, 401]);
    }
  }
});

test('an expired session is none', async () => {
  const browser = await world.signedIn();
  await world.rows(
    `update admin_sessions set expires_at = now() - interval '1 second' where user_id = $1
    and id_digest = (select id_digest from admin_sessions order by created_at desc limit 1)`,
    [world.owner],
  );
  expect((await browser.get('/v1/admin/categories')).status).toBe(401);
});

test('ids that are none, or that nothing has', async () => {
  for (const route of routes.filter(({ path }) => path.includes('{'))) {
    const body = JSON.stringify(sample(bodyOf(route)));
    for (const id of NO_IDS) {
      await mustBeRefused(route, {
        what: `id ${id}`,
        path: filled(route, id),
        ...(bodyOf(route) && { body }),
      });
    }
  }
});

test('queries that no route knows', async () => {
  for (const route of routes.filter(({ method, path }) => method === 'GET' && !OPEN.includes(path))) {
    const names = (route.operation.parameters ?? [])
      .filter((one) => one.in === 'query')
      .map(({ name }) => name);
    if (route.path === '/v1/admin/session') continue;
    await mustBeRefused(route, { what: 'an unknown name', path: `${filled(route)}?no_such_name=1` });
    for (const name of names.filter((one) => !['search', 'target'].includes(one))) {
      for (const value of ['', '-1', '1e999', '%00', '9'.repeat(40), 'a&x=1', '__proto__']) {
        await mustBeRefused(route, { what: `${name}=${value}`, path: `${filled(route)}?${name}=${value}` });
      }
    }
  }
});

test('headers that say nothing', async () => {
  for (const route of routes.filter(({ method, path }) => method !== 'GET' && !path.includes('/session'))) {
    const body = JSON.stringify(sample(bodyOf(route)));
    for (const headers of [
      { 'idempotency-key': '' },
      { 'idempotency-key': 'x'.repeat(65) },
      { 'idempotency-key': "'; drop table quests" },
      { 'x-audit-log-reason': '%E0%A4%A' },
      { 'x-audit-log-reason': encodeURIComponent('x'.repeat(501)) },
      { 'x-csrf-token': '' },
      { 'x-csrf-token': 'forged' },
    ]) {
      await mustBeRefused(route, {
        what: JSON.stringify(headers),
        path: filled(route),
        headers,
        ...(bodyOf(route) && { body }),
      });
    }
  }
});

test('bodies of every wrong kind', async () => {
  for (const route of routes.filter((one) => bodyOf(one) !== undefined)) {
    for (const one of wrongBodies(route)) await mustBeRefused(route, one);
  }
}, 240_000);

test('files of every wrong kind', async () => {
  const uploads = routes.filter(({ operation }) => operation.requestBody?.content[FILE]);
  expect(uploads.length).toBeGreaterThan(1);
  for (const route of uploads) {
    const query = (route.operation.parameters ?? []).filter((one) => one.in === 'query');
    const right = query.map(({ name, schema }) => `${name}=${schema.enum?.[0]}`).join('&');
    const path = `${route.path}?${right}`;
    const file = { 'content-type': FILE };
    const wrong = [
      '',
      'hello',
      '{"a":',
      '\u0000'.repeat(100),
      `{"players":["${'x'.repeat(9_000_000)}"]}`,
      '['.repeat(200_000),
    ];
    const tries: Try[] = [
      { what: 'no file', path },
      { what: 'JSON', path, body: '{"players":[]}' },
      { what: 'text', path, headers: { 'content-type': 'text/csv' }, body: 'id,xp' },
      {
        what: 'an unknown name',
        path: `${path}${right && '&'}no_such_name=1`,
        headers: file,
        body: 'id,xp\n1,2',
      },
      { what: 'no key', path, headers: { ...file, 'idempotency-key': '' }, body: 'id,xp\n1,2' },
      { what: 'a forged token', path, headers: { ...file, 'x-csrf-token': 'forged' }, body: 'id,xp\n1,2' },
      ...wrong.map((body) => ({ what: body.slice(0, 20), path, headers: file, body })),
      ...query.map(({ name }) => ({
        what: `wrong ${name}`,
        path: `${route.path}?${right}&${name}=x`,
        headers: file,
        body: 'id,xp',
      })),
      ...query.map(({ name }) => ({
        what: `no ${name}`,
        path: path.replace(new RegExp(`${name}=[^&]*&?`), ''),
        headers: file,
        body: 'id,xp',
      })),
    ];
    for (const one of tries) await mustBeRefused(route, one);
  }
}, 120_000);

test('methods and paths that there are none', async () => {
  for (const path of [
    '/v1/admin',
    '/v1/admin/nothing',
    '/v1/admin/categories/1/2',
    '/v1/admin/../openapi.json/x',
  ]) {
    await mustBeRefused({ method: 'GET', path, operation: { operationId: '' } }, { what: 'no route', path });
  }
});

test('and nothing was changed', async () => {
  expect(await content()).toBe(tables);
});
