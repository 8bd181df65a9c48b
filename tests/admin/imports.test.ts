import { createHash } from 'node:crypto';
import { eventually } from '@synapse/testkit';
import { type AdminWorld, startAdminWorld } from './admin-world';

type Browser = Awaited<ReturnType<AdminWorld['signedIn']>>;
type Answer = Record<string, never> & { bad_rows: { line: number; reason: string }[] };

let members = 0;
let [ADA, BOB, EVE] = ['', '', ''];
let CSV = '';
let world: AdminWorld;
let browser: Browser;

beforeAll(async () => {
  world = await startAdminWorld();
});
afterAll(() => world.end());
beforeEach(async () => {
  await world.rows('delete from change_requests');
  browser = await world.signedIn();
  // Every test begins with members whom nobody has heard of.
  members += 3;
  [ADA, BOB, EVE] = [0, 1, 2].map((n) => String(80351110224678000n + BigInt(members + n))) as [
    string,
    string,
    string,
  ];
  CSV = `id,name,xp,level\n${ADA},Ada,500,4\n${BOB},Bob,abc,2\nnobody,Nobody,10,1\n${EVE},Eve,90,1\n\n${ADA},Ada again,700,5\n`;
});

const FILE = { 'content-type': 'application/octet-stream' };
/** Sends a file to be read. */
const upload = (content: unknown, { format = 'csv', keep = 'xp', key = '' } = {}) =>
  browser.ask<Answer>('POST', `/v1/admin/imports?format=${format}&keep=${keep}`, {
    body: typeof content === 'string' ? content : JSON.stringify(content),
    headers: FILE,
    ...(key !== '' && { key }),
  });
const post = (path: string) => browser.ask<Answer>('POST', `/v1/admin/imports${path}`);
const preview = async (id: unknown) => (await browser.get(`/v1/admin/imports/${id}/preview`)).body;
/** Sends a file and applies it. */
async function importFile(...file: Parameters<typeof upload>) {
  const { body } = await upload(...file);
  expect((await post(`/${body.id}/apply`)).body.state).toBe('applying');
  return body;
}
const figures = () =>
  world.rows('select id::text, xp, level, gold from users where id = any($1) order by id', [[ADA, BOB, EVE]]);
const imported = () =>
  world.rows(`select xp_delta from activity_log where metadata->>'kind' = 'import' and user_id = any($1)`, [
    [ADA, BOB, EVE],
  ]);
const until = (id: unknown, state: string) =>
  eventually(`import ${id} to be ${state}`, async () => {
    const { body } = await browser.get(`/v1/admin/imports/${id}`);
    return body.state === state && body;
  });

test('a dry run says what applying does; bad rows are listed and stop nothing; the same file changes nothing', async () => {
  await browser.ask('POST', `/v1/admin/members/${EVE}/awards`, { body: { xp: 100, reason: 'Before.' } });
  const before = await figures();
  const made = await upload(CSV, { key: 'first' });
  expect([made.status, made.body.state, made.body.bad]).toEqual([201, 'read', 3]);
  expect(made.body.bad_rows.map(({ line }) => line)).toEqual([3, 4, 7]);
  expect(await preview(made.body.id)).toEqual({
    members: 2,
    raised: 1,
    unchanged: 1,
    xp: 500,
    gold: 5,
    achievements: 2,
    rows: [
      {
        line: 2,
        member: ADA,
        name: null,
        xp_before: 0,
        xp_after: 500,
        level_before: 1,
        level_after: 8,
        gold_before: 0,
        gold_after: 5,
        achievements: [expect.any(String), expect.any(String)],
      },
    ],
  });
  expect(await figures()).toEqual(before);

  expect((await post(`/${made.body.id}/apply`)).status).toBe(200);
  const applied = await until(made.body.id, 'applied');
  expect(applied).toMatchObject({ members: 2, settled: 2, raised: 1, unchanged: 1, refused: 0, xp: 500 });
  expect(await imported()).toEqual([{ xp_delta: 500 }]);
  const audited = (await world.audit()).filter(({ target_table }) => target_table === 'member_imports');
  expect(audited.slice(-2)).toMatchObject([{ action_type: 'IMPORT' }, { action_type: 'IMPORT' }]);
  expect(JSON.stringify(audited)).not.toContain('nobody');
  expect((await browser.get(`/v1/admin/imports/${made.body.id}/preview`)).status).toBe(409);

  const after = await figures();
  expect((await upload(CSV, { key: 'second' })).status).toBe(409);
  expect((await upload(CSV, { key: 'first' })).headers.get('idempotency-replayed')).toBe('true');
  expect((await upload(`${CSV}\n`, { key: 'first' })).status).toBe(422);
  expect((await post(`/${made.body.id}/apply`)).status).toBe(409);
  expect(await world.rows(`select from member_imports where state = 'reading'`)).toEqual([]);
  expect(await figures()).toEqual(after);
});

describe('with an achievement that pays', () => {
  let achievement = '';
  beforeEach(async () => {
    const { status, body } = await browser.ask('POST', '/v1/admin/achievements', {
      body: {
        name: `Brought along ${members}`,
        description: 'd',
        requirement_type: 'xp_milestone',
        requirement_scope: 'lifetime',
        requirement_value: 450,
        rarity: 'rare',
        xp_reward: 300,
        gold_reward: 7,
      },
    });
    expect(status).toBe(201);
    achievement = String(body.id);
  });
  afterEach(() => browser.change('DELETE', `/v1/admin/achievements/${achievement}`));
  const holdings = () =>
    world.rows(
      'select user_id::text as member, achievement_id as id from user_achievements where user_id = any($1) order by 1, 2',
      [[ADA, BOB, EVE]],
    );

  test('a dry run says to the point what applying brings, and undoing takes all of it back but the level', async () => {
    for (const [member, xp] of [
      [ADA, 30],
      [BOB, 120],
      [EVE, 700],
    ]) {
      await browser.ask('POST', `/v1/admin/members/${member}/awards`, {
        body: { xp, gold: 3, reason: 'Before.' },
      });
    }
    const [before, held] = [await figures(), await holdings()];
    const players = [ADA, BOB, EVE].map((id) => ({ id, xp: 500, level: 4 }));
    const file = { players };
    const { body } = await upload(file, { format: 'mee6' });
    const foreseen = (await preview(body.id)) as unknown as Record<string, number> & {
      rows: Record<string, number>[];
    };
    await post(`/${body.id}/apply`);
    const applied = await until(body.id, 'applied');
    const [after, holds] = [(await figures()) as Record<string, number>[], await holdings()];
    expect(foreseen.rows.length).toBeGreaterThan(0);
    for (const {
      member,
      xp_before,
      xp_after,
      level_before,
      level_after,
      gold_before,
      gold_after,
    } of foreseen.rows) {
      const of = (all: object[]) => (all as Record<string, number>[]).find(({ id }) => id === member);
      expect(of(before)).toEqual({ id: member, xp: xp_before, level: level_before, gold: gold_before });
      expect(of(after)).toEqual({ id: member, xp: xp_after, level: level_after, gold: gold_after });
    }
    const untouched = (all: object[]) =>
      (all as { id: string }[]).filter(
        ({ id }) => !foreseen.rows.some(({ member }) => String(member) === id),
      );
    expect(untouched(after)).toEqual(untouched(before));
    expect(applied).toMatchObject({
      raised: foreseen.raised,
      xp: foreseen.xp,
      gold: foreseen.gold,
      achievements: foreseen.achievements,
    });
    expect(holds.length - held.length).toBe(foreseen.achievements);
    expect((after.find(({ id }) => String(id) === ADA) as { xp: number }).xp).toBe(800);

    expect((await post(`/${body.id}/undo`)).status).toBe(200);
    expect(await until(body.id, 'undone')).toMatchObject({ undone: foreseen.raised });
    const levels = new Map(after.map(({ id, level }) => [id, level]));
    expect(await figures()).toEqual(
      (before as Record<string, number>[]).map((row) => ({ ...row, level: levels.get(row.id as number) })),
    );
    expect(await holdings()).toEqual(held);
    expect((await post(`/${body.id}/undo`)).status).toBe(409);
    expect((await upload(file, { format: 'mee6' })).status).toBe(201);
  });
});

test('imports tell their file, and are listed newest first, page by page', async () => {
  const asked = `/v1/admin/imports?format=csv&keep=xp&name=${encodeURIComponent('Mitglieder 2026.csv')}`;
  const content = `id,xp\n${ADA},5\n`;
  const { body } = await browser.ask<Answer>('POST', asked, { body: content, headers: FILE });
  expect(body).toMatchObject({
    file_name: 'Mitglieder 2026.csv',
    bytes: content.length,
    digest: createHash('sha256').update(content).digest('hex'),
  });
  const page = async (query: string) =>
    (await browser.get<{ items: { id: string }[]; next: string | null }>(`/v1/admin/imports${query}`)).body;
  const all = await page('');
  expect([all.items[0]?.id, all.next]).toEqual([body.id, null]);
  const walked: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const some = await page(`?limit=2${next && `&before=${next}`}`);
    walked.push(...some.items.map(({ id }) => id));
    next = some.next;
  }
  expect(walked).toEqual(all.items.map(({ id }) => id));
});

test('whoever is erased while an import is applied hinders nobody', async () => {
  await world.stopEngine();
  const body = await importFile(`id,xp\n${ADA},50\n${BOB},60\n`);
  await world.rows('delete from member_import_rows where member = $1', [ADA]);
  await world.startEngine();
  expect(await until(body.id, 'applied')).toMatchObject({ members: 1, raised: 1 });
});

test.each([
  ['polaris', () => ({ settings: {}, users: { [ADA]: { xp: 300.7 }, [BOB]: { xp: 1e12 } } })],
  ['amari', () => ({ count: 2, data: [{ id: ADA, exp: '300', level: '3' }, null] })],
  [
    'mee6',
    () => ({
      players: [
        { id: ADA, xp: 300, level: 2 },
        { id: 'x', xp: 1 },
      ],
    }),
  ],
])('what %s writes is read', async (format, content) => {
  const { body } = await upload(content(), { format });
  expect(await preview(body.id)).toMatchObject({ members: 1, xp: 300 });
  expect(body.bad_rows).toHaveLength(1);
  expect((await browser.ask('DELETE', `/v1/admin/imports/${body.id}`)).body.state).toBe('discarded');
  expect((await post(`/${body.id}/apply`)).status).toBe(409);
  expect((await upload(content(), { format })).status).toBe(201);
});

test('a level is kept by the first XP of ours', async () => {
  const body = await importFile(`member;lvl\n${ADA};10\n${BOB};\n`, { keep: 'level' });
  expect(body.bad_rows).toEqual([{ line: 3, reason: expect.stringContaining('neither XP nor a level') }]);
  await until(body.id, 'applied');
  expect(await world.rows('select level from users where id = $1', [ADA])).toEqual([{ level: 10 }]);
});

test('while the engine is away it waits, and a restart goes on with it', async () => {
  await world.stopEngine();
  const body = await importFile(CSV);
  await world.restartAdmin();
  await world.startEngine();
  expect(await until(body.id, 'applied')).toMatchObject({ settled: 2 });
  expect(await imported()).toHaveLength(2);
});

test.each([
  ['csv', 'no header that names\nanybody,1'],
  ['csv', '"unclosed'],
  ['mee6', '{"players": 5}'],
  ['polaris', 'no json'],
  ['amari', '[]'],
  ['mee6', { players: [{ id: 'nobody' }] }],
])('a file that is none of %s is refused as a whole', async (format, content) => {
  const before = await world.rows('select * from member_imports');
  expect((await upload(content, { format })).status).toBe(422);
  expect(await world.rows('select * from member_imports')).toEqual(before);
});

test('a file that comes bit by bit, and one that is cut off', async () => {
  const [name, value] = [...browser.cookies][0] ?? [];
  const headers = {
    ...FILE,
    cookie: `${name}=${value}`,
    'x-csrf-token': String((await browser.get('/v1/admin/session')).body.csrf_token),
  };
  const send = (body: ReadableStream, key: string) =>
    fetch(`${world.url}/v1/admin/imports?format=csv&keep=xp`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': key },
      body,
      duplex: 'half',
    } as RequestInit);
  const rows = async function* () {
    yield Buffer.from('id,xp\n');
    for (let n = 0; n < 10; n += 1) {
      yield Buffer.from(
        Array.from({ length: 2_000 }, (_, m) => `${90000000000000000n + BigInt(n * 2_000 + m)},5\n`).join(''),
      );
    }
  };
  const whole = await send(ReadableStream.from(rows()) as unknown as ReadableStream, 'whole');
  expect(await whole.json()).toMatchObject({ members: 20_000, bad: 0 });
  const cut = ReadableStream.from(
    (async function* () {
      yield Buffer.from(`id,xp\n${ADA},5\n`);
      throw new Error('the line is gone');
    })(),
  );
  await expect(send(cut as unknown as ReadableStream, 'cut')).rejects.toThrow();
  await eventually('nothing to be left of it', async () => {
    const left = await world.rows(`select from member_imports where state = 'reading'`);
    return left.length === 0;
  });
}, 30_000);
