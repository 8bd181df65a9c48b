import { createHash } from 'node:crypto';
import { Value } from '@sinclair/typebox/value';
import { Problem } from '@synapse/contracts';
import { openPool } from '@synapse/store';
import { createTestDatabase, roleUrl, type TestDatabase } from '@synapse/testkit';
import fc from 'fast-check';
import { type RunningQuery, startQuery, until } from '../../test-support/running-query.js';
import { ALL_READS } from '../reads/all-reads.js';
import { encodeCursor } from '../reads/cursor.js';
import type { AnyRead } from '../reads/read.js';
import { NAMED_SCHEMAS } from '../reads/schemas.js';

const KEY = { authorization: 'Bearer a-key-that-reads' };

let database: TestDatabase;
let query: RunningQuery;

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = openPool({ url: database.url, applicationName: 'test' });
  await owner.query(`
    insert into seasons (guild_id, name, starts_at, ends_at, active)
      values (1, 'Past', now() - interval '90 days', now() - interval '9 days', false);
    insert into users (id, discord_name, xp, level, gold) select n, 'Member ' || n, n, 1, n % 3 from generate_series(1, 30) n;
    insert into user_stats (user_id, season_id, season_stars) select n, 1, n from generate_series(1, 9) n;
    insert into achievement_templates (guild_id, name, description, requirement_type, requirement_scope, rarity)
      values (1, 'Odd', 'Was odd', 'custom', 'lifetime', 'rare');
    insert into user_achievements (user_id, achievement_id, earned_at, granted_by) values (3, 1, now(), 77);
    insert into quests (guild_id, title, description) values (1, 'Do it', 'Now');
    insert into activity_log (user_id, event_type, season_id, source_event_id, xp_delta, star_delta, metadata) values
      (3, 'MESSAGE', 1, 'msg:1', 3, 1, '{"fact": "msg:1", "rule_set": 0, "xp": [["base", 3]], "stars": [["base", 1]]}'),
      (3, 'ACHIEVEMENT_EARNED', null, 'msg:1:ach:1', 0, 0, '{"fact": "msg:1", "rule_set": 0, "template": 1, "granted_by": "77"}'),
      (4, 'MESSAGE', null, 'msg:2', 0, 0, '{"fact": "msg:2", "rule_set": 0, "denial": "cooldown", "left_seconds": 12}')`);
  const digest = createHash('sha256').update('a-key-that-reads').digest('hex');
  await owner.query(
    `insert into api_keys (name, digest, scopes, created_by) values ('reader', $1, '{read}', 1)`,
    [digest],
  );
  await owner.end();
  query = await startQuery({
    databaseUrl: roleUrl(database.url, 'synapse_query'),
    natsUrl: 'nats://127.0.0.1:1',
  });
  await until(() => query.ready.report().checks.boards.ready === true);
});

afterAll(async () => {
  await query.stop();
  await database.drop();
});

const fill = (read: AnyRead, values: Record<string, string>) =>
  read.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? '1'));

/** Checks an answer against what the OpenAPI document promises. @returns its status */
async function check(read: AnyRead, path: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(query.url + path, { headers });
  const body: unknown = await answer.json();
  const schema = answer.status === 200 ? NAMED_SCHEMAS[read.answer as keyof typeof NAMED_SCHEMAS] : Problem;
  expect([path, ...Value.Errors(schema, body)]).toEqual([path]);
  // Nothing that the schema does not promise may slip out.
  expect([path, Value.Clean(schema, structuredClone(body))]).toEqual([path, body]);
  return answer.status;
}

/** Ids that nobody has. */
const MISSING = { board: 'xp', id: '4242', season: '4242', entry: 'msg:4242' };
const PLAIN: Record<string, string> = { board: 'xp', id: '3', season: '1', entry: 'msg:1' };

test.each(ALL_READS.map((read) => [read.name, read] as const))(
  '%s answers as its schema says, and refuses as a problem',
  async (name, read) => {
    const path = fill(read, PLAIN) + (name === 'searchMembers' ? '?search=member' : '');
    expect(await check(read, path, KEY)).toBe(200);
    expect(await check(read, path)).toBe(read.isPrivate ? 401 : 200);
    const absent = fill(read, MISSING) + (name === 'getLeaderboard' ? `?around=${MISSING.id}` : '');
    if (read.canMiss) expect(await check(read, absent, KEY)).toBe(404);
  },
);

test('no route of the OpenAPI document is left out but the stream', async () => {
  const { paths } = (await (await fetch(`${query.url}/openapi.json`)).json()) as { paths: object };
  const checked = ALL_READS.map(({ path }) => path.replace(/:(\w+)/g, '{$1}'));
  expect(new Set(Object.keys(paths))).toEqual(new Set([...checked, '/v1/stream']));
});

const nonsense = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    '1.5',
    '9223372036854775808',
    '99999999999999999999',
    'null',
  ),
  fc.constantFrom("1' or 1=1", '../../etc/passwd', '%', '_', '\u0000', '[]', '{}', 'true', '1,2'),
  fc.constantFrom(
    '2026-01-01T00:00:00Z',
    '2026-02-31T00:00:00Z',
    '+275760-09-13T00:00:00.000Z',
    '3',
    'xp',
    'stars',
  ),
  fc
    .tuple(fc.jsonValue(), fc.jsonValue())
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
  fc
    .tuple(fc.constantFrom('xp', 'gold', 'level'), fc.double(), fc.string())
    .map(([board, value, id]) => encodeCursor([board, null, null], [value, id])),
  fc
    .tuple(fc.constantFrom('xp', 'gold', 'stars'), fc.integer(), fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }))
    .map(([board, value, id]) => encodeCursor([board, null, null], [value, String(id)])),
);

test('whatever is asked, the answer is one that was promised, and never a fault of the server', async () => {
  const asked = fc.constantFrom(...ALL_READS).chain((read) =>
    fc.record({
      read: fc.constant(read),
      params: fc.dictionary(fc.constantFrom(...Object.keys(read.params), 'x'), nonsense),
      search: fc.dictionary(fc.constantFrom(...Object.keys(read.query), 'x'), nonsense, { maxKeys: 3 }),
      headers: fc.constantFrom({}, KEY),
    }),
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(asked, async ({ read, params, search, headers }) => {
      const path = `${fill(read, { ...PLAIN, ...params })}?${new URLSearchParams(search)}`;
      const status = await check(read, path, headers);
      statuses.add(status);
      expect([path, status < 500]).toEqual([path, true]);
    }),
    { numRuns: 600 },
  );
  expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 400, 401, 404]));
});
