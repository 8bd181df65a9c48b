import { createHash } from 'node:crypto';
import { roleUrl } from '@synapse/testkit';
import fc from 'fast-check';
import { type RunningQuery, startQuery, until } from '../../services/query/test-support/running-query';
import { type AdminWorld, startAdminWorld } from '../admin/admin-world';
import { fromSchema } from './from-schema';
import { asItMayCome, FUZZ_FACTOR, FUZZ_SEED, hostileValue } from './hostile-values';
import { bodyOf, parametersIn, type Route, routesOf } from './open-api';

interface Api {
  url: string;
  routes: Route[];
  headers: Record<string, string>;
}
interface Try {
  route: Route;
  path: string;
  body?: string | undefined;
}

const KEY = 'a-key-of-the-fuzz';

let world: AdminWorld;
let query: RunningQuery;
let apis: Record<'admin' | 'query', Api>;

beforeAll(async () => {
  world = await startAdminWorld();
  const { servers, rows, owner } = world;
  await rows(
    `insert into api_keys (name, digest, scopes, created_by) values ('fuzz', $1, array['read'], $2)`,
    [createHash('sha256').update(KEY).digest('hex'), owner],
  );
  query = await startQuery({
    databaseUrl: roleUrl(servers.database.url, 'synapse_query'),
    natsUrl: servers.nats.url,
  });
  await until(() => query.ready.report().checks.boards.ready === true);
  const browser = await world.signedIn();
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const csrf = String((await browser.get('/v1/admin/session')).body.csrf_token);
  apis = {
    admin: {
      url: world.url,
      routes: (await routesOf(world.url)).filter(({ method, path }) => !ends(method, path)),
      headers: { cookie, 'x-csrf-token': csrf, 'if-match': '*' },
    },
    query: {
      url: query.url,
      routes: await routesOf(query.url),
      headers: { authorization: `Bearer ${KEY}` },
    },
  };
});
afterAll(async () => {
  await query.stop();
  await world.end();
});

/** Nothing could be tried as an admin any more. */
const ends = (method: string, path: string) => method === 'DELETE' && path.includes('/session');

/** What of a value can stand in an address. */
const inAddress = (value: unknown): string => {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 3_000);
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80';
};

/** Requests to a route, from right to none at all. */
function triesOf(route: Route): fc.Arbitrary<Try> {
  const partFor = (name: string) => {
    const found = route.operation.parameters?.find((one) => one.name === name);
    return fc.oneof({ weight: 3, arbitrary: fromSchema(found?.schema) }, hostileValue).map(inAddress);
  };
  const names = (place: 'path' | 'query') => parametersIn(route, place).map(({ name }) => name);
  const valuesOf = (all: string[], options: { requiredKeys?: [] } = {}) =>
    fc.record(Object.fromEntries(all.map((name) => [name, partFor(name)])), options);
  const body = bodyOf(route);
  return fc
    .record({
      params: valuesOf(names('path')),
      search: valuesOf([...names('query'), 'x'], { requiredKeys: [] }),
      body: body ? asItMayCome(fromSchema(body)) : fc.constant(undefined),
    })
    .map(({ params, search, body: said }) => ({
      route,
      path: `${route.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] || '1')}?${Object.entries(
        route.method === 'GET' ? search : {},
      )
        .map(([name, value]) => `${name}=${value}`)
        .join('&')}`,
      body: said,
    }));
}

let asked = 0;

/** An answer that is no fault of the server, and when it is a refusal, one that says so as it should. */
async function mustBearIt({ url, headers }: Api, { route, path, body }: Try): Promise<number> {
  asked += 1;
  if (asked % 20 === 0) await forgetWhatWasChanged();
  const tried = { route: `${route.method} ${route.path}`, path, body: body?.slice(0, 400) };
  const abort = new AbortController();
  const answer = await fetch(url + path, {
    method: route.method,
    redirect: 'manual',
    signal: abort.signal,
    headers: {
      ...headers,
      'idempotency-key': `fuzz-${FUZZ_SEED}-${asked}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });
  const isEndless = answer.headers.get('content-type')?.startsWith('text/event-stream');
  const text = isEndless ? '' : await answer.text();
  if (isEndless) abort.abort();
  const seen = { ...tried, status: answer.status, said: text.slice(0, 300) };
  if (answer.status >= 500) expect(seen).toBe('no fault of the server');
  if (answer.status < 400) return answer.status;
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json'))
    expect(seen).toBe('a problem document');
  expect(JSON.parse(text)).toMatchObject({ status: answer.status, title: expect.any(String) });
  if (/node_modules|\.[jt]s:\d|prisma|postgres|"stack"/i.test(text)) expect(seen).toBe('without insides');
  return answer.status;
}

/** An admin changes so many things a minute: let the last ones be older. */
const forgetWhatWasChanged = () =>
  world.rows(`update change_requests set asked_at = asked_at - interval '5 minutes'`);

describe(`FUZZ_SEED=${FUZZ_SEED}`, () => {
  test.each([
    ['query', 15],
    ['admin', 10],
  ] as const)(
    '%s bears whatever is asked of any route',
    async (name, each) => {
      const api = apis[name];
      const statuses = new Set<number>();
      for (const route of api.routes) {
        const tried = fc.asyncProperty(triesOf(route), async (one) => {
          statuses.add(await mustBearIt(api, one));
        });
        await fc.assert(tried, { numRuns: each * FUZZ_FACTOR, seed: FUZZ_SEED });
      }
      expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
    },
    120_000 * FUZZ_FACTOR,
  );
});

test('what was changed was audited, and figures are still the sums of the journal', async () => {
  expect((await world.audit()).length).toBeGreaterThan(10);
  expect((await world.chain()).broken).toBeNull();
  expect(
    await world.rows(
      `select u.id from users u left join activity_log a on a.user_id = u.id group by u.id
       having u.xp <> coalesce(sum(a.xp_delta), 0)`,
    ),
  ).toEqual([]);
});

test('and everybody still works', async () => {
  expect((await fetch(`${query.url}/v1/overview`)).status).toBe(200);
  const browser = await world.signedIn();
  const award = { body: { xp: 7, reason: 'Still there.' } };
  const answer = await browser.ask('POST', '/v1/admin/members/80351110224678912/awards', award);
  expect(answer).toMatchObject({ status: 200, body: { xp: 7 } });
});
