import { eventually } from '@synapse/testkit';
import { type AdminWorld, startAdminWorld } from './admin-world';

type Browser = Awaited<ReturnType<AdminWorld['signedIn']>>;
type Answer = Record<string, never> & { bad: { line: number; reason: string }[] };

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

const file = (content: unknown, format = 'csv', keep = 'xp') => ({
  format,
  keep,
  content: typeof content === 'string' ? content : JSON.stringify(content),
});
const post = (path: string, body?: unknown, key?: string) =>
  browser.ask<Answer>('POST', `/v1/admin/imports${path}`, { body, ...(key !== undefined && { key }) });
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
  const dry = await post('/preview', file(CSV));
  expect(dry.body).toMatchObject({
    members: 2,
    raised: 1,
    unchanged: 1,
    xp: 500,
    rows: [{ line: 2, member: ADA, xp_before: 0, xp_after: 500, level_before: 1, level_after: 8 }],
  });
  expect(dry.body.bad.map(({ line }) => line)).toEqual([3, 4, 7]);
  expect(await figures()).toEqual(before);

  const made = await post('', file(CSV), 'first');
  expect([made.status, made.body.bad.length]).toEqual([201, 3]);
  const applied = await until(made.body.id, 'applied');
  expect(applied).toMatchObject({ members: 2, settled: 2, raised: 1, unchanged: 1, refused: 0, xp: 500 });
  expect(await imported()).toEqual([{ xp_delta: 500 }]);
  expect((await world.audit()).at(-1)).toMatchObject({
    action_type: 'IMPORT',
    target_table: 'member_imports',
  });

  const after = await figures();
  expect((await post('', file(CSV), 'second')).status).toBe(409);
  expect((await post('', file(CSV), 'first')).headers.get('idempotency-replayed')).toBe('true');
  expect(await figures()).toEqual(after);
});

test('an import is taken back: XP goes, levels stay', async () => {
  const { body } = await post('', file({ players: [{ id: ADA, xp: 500, level: 4 }] }, 'mee6'));
  await until(body.id, 'applied');
  const [ada] = (await figures()) as { xp: number; level: number }[];
  expect((await post(`/${body.id}/undo`)).status).toBe(200);
  expect(await until(body.id, 'undone')).toMatchObject({ undone: 1 });
  expect(await figures()).toMatchObject([{ xp: (ada?.xp ?? 0) - 500, level: ada?.level }]);
  expect((await post(`/${body.id}/undo`)).status).toBe(409);
  expect((await post('', file({ players: [{ id: ADA, xp: 500, level: 4 }] }, 'mee6'))).status).toBe(201);
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
  const { body } = await post('/preview', file(content(), format));
  expect(body).toMatchObject({ members: 1, xp: 300 });
  expect(body.bad).toHaveLength(1);
});

test('a level is kept by the first XP of ours', async () => {
  const { body } = await post('', file(`member;lvl\n${ADA};10\n${BOB};\n`, 'csv', 'level'));
  expect(body.bad).toEqual([{ line: 3, reason: expect.stringContaining('neither XP nor a level') }]);
  await until(body.id, 'applied');
  expect(await world.rows('select level from users where id = $1', [ADA])).toEqual([{ level: 10 }]);
});

test('while the engine is away it waits, and a restart goes on with it', async () => {
  await world.stopEngine();
  const { body } = await post('', file(CSV));
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
  expect((await post('', file(content, format))).status).toBe(422);
  expect(await world.rows('select * from member_imports')).toEqual(before);
});
