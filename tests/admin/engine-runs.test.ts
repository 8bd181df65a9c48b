import {
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
} from '@synapse/testkit';
import { runLakeWriter } from '../../services/lake-writer/src/app';
import { type AdminWorld, startAdminWorld } from './admin-world';

type Browser = Awaited<ReturnType<AdminWorld['signedIn']>>;
interface Run {
  id: string;
  state: string;
  done: number;
  total: number | null;
  report: Record<string, unknown> | null;
  problem: string | null;
  application: { state: string; done: number; total: number | null; problem: string | null } | null;
  detail?: string;
}

const [ADA, BOB] = ['80351110224678001', '80351110224678002'];

let world: AdminWorld;
let browser: Browser;
let lakeWriter: RunningService;

beforeAll(async () => {
  world = await startAdminWorld();
  browser = await world.signedIn();
  lakeWriter = await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: world.servers.nats.url,
    DATABASE_URL: roleUrl(world.servers.database.url, 'synapse_lake_writer'),
  });
  for (const [n, member] of [ADA, ADA, ADA, BOB].entries()) {
    const at = new Date(Date.now() - (10 - n) * 3_600_000).toISOString();
    const fact = { id: `msg:${n}`, user_id: member, guild_id: world.guild.id, at, received_at: at };
    await publishFacts(world.servers.bus, 'main', [buildFact('message_create', fact)]);
  }
  await settled();
});
afterAll(async () => {
  await lakeWriter.stop();
  await world.end();
});

async function settled(): Promise<void> {
  const { state } = await world.servers.bus.jsm.streams.info('FACTS_main');
  await eventually('lake and engine to have passed the log', async () => {
    const passed = await world.rows<{ sequence: string }>(
      'select sequence from lake_positions union all select sequence from engine_positions',
    );
    return passed.length === 2 && passed.every(({ sequence }) => Number(sequence) >= state.last_seq);
  });
}

const get = async (path: string) => (await browser.get(`/v1/admin${path}`)).body as unknown as Run;
const post = (path: string, body?: unknown, key?: string) =>
  browser.ask<Run>('POST', `/v1/admin${path}`, { body, ...(key !== undefined && { key }) });
const until = (path: string, is: (run: Run) => boolean) =>
  eventually(`${path} to be there`, async () => {
    const run = await get(path);
    return is(run) && run;
  });
const xp = async () =>
  Object.fromEntries(
    (
      await world.rows<{ id: string; xp: number }>('select id::text, xp from users where id = any($1)', [
        [ADA, BOB],
      ])
    ).map(({ id, xp: figure }) => [id, figure]),
  );

test('a rebuild reports what differs, and mends it when it is asked to, with an engine that goes on', async () => {
  const right = await xp();
  await world.rows('update users set xp = xp + 7, level = 9 where id = $1', [ADA]);
  const looked = await post('/rebuilds', { repair: false });
  const found = await until(`/rebuilds/${looked.body.id}`, ({ state }) => state === 'done');
  const tables = found.report?.tables as { table: string; differing: number; examples: string[] }[];
  expect(tables.find(({ table }) => table === 'users')).toMatchObject({
    differing: 1,
    examples: [expect.stringContaining(`users id ${ADA}: level is 9`)],
  });
  expect((await xp())[ADA]).toBe((right[ADA] as number) + 7);
  const asked = await post('/rebuilds', { repair: true });
  const done = await until(`/rebuilds/${asked.body.id}`, ({ state }) => state === 'done');
  expect(done).toMatchObject({ done: 2, total: 2, report: { repaired: true } });
  expect(await xp()).toEqual(right);
  await browser.ask('POST', `/v1/admin/members/${ADA}/awards`, { body: { xp: 1, reason: 'After.' } });
  expect((await xp())[ADA]).toBe((right[ADA] as number) + 1);
});

const WISH = {
  changes: {
    settings: { xp_base_message: 115 },
    new_templates: [
      {
        name: 'Three times',
        requirement_type: 'counter_threshold',
        requirement_scope: 'lifetime',
        requirement_field: 'messages_sent',
        requirement_value: 3,
        xp_reward: 5,
        rarity: 'rare',
      },
    ],
  },
  since: '2020-01-01T00:00:00.000Z',
};

test('a what-if is reported, applied and taken back, each once', async () => {
  const before = await xp();
  const asked = await post('/what-ifs', WISH);
  expect(asked).toMatchObject({ status: 201, body: { application: null, report: null } });
  const path = `/what-ifs/${asked.body.id}`;
  const ready = await until(path, ({ state }) => state === 'done');
  expect(ready.report).toMatchObject({ facts: { judged: 4 }, totals: { gain: 2 } });
  expect(ready.report).not.toHaveProperty('members');
  const whole = (await get(`${path}/report`)) as unknown as {
    members: { member: string; after: { xp: number } }[];
  };
  expect(whole.members.map(({ member }) => member).sort((a, b) => Number(a) - Number(b))).toEqual([ADA, BOB]);
  expect(await xp()).toEqual(before);

  const applied = await post(`${path}/apply`, undefined, 'apply');
  expect(applied.body).toMatchObject({ application: { state: 'applying' } });
  expect((await post(`${path}/apply`, undefined, 'apply')).headers.get('idempotency-replayed')).toBe('true');
  await until(path, ({ application }) => application?.state === 'applied');
  const after = await xp();
  for (const { member, after: expected } of whole.members) expect(after[member]).toBe(expected.xp);
  expect((await post(`${path}/apply`)).status).toBe(409);
  const { body: achievements } = await browser.get<{ items: { name: string; active: boolean }[] }>(
    '/v1/admin/achievements',
  );
  expect(achievements.items.find(({ name }) => name === 'Three times')).toMatchObject({ active: true });
  expect(
    await world.rows(`select user_id::text from user_achievements u join achievement_templates t
    on t.id = u.achievement_id where name = 'Three times'`),
  ).toEqual([{ user_id: ADA }]);

  expect((await post(`${path}/undo`)).body).toMatchObject({ application: { state: 'undoing' } });
  await until(path, ({ application }) => application?.state === 'undone');
  expect((await get('/settings')) as unknown).toMatchObject({
    settings: expect.arrayContaining([expect.objectContaining({ key: 'xp_base_message', value: 15 })]),
  });
  expect((await xp())[BOB]).toBe(before[BOB]);
  expect((await post(`${path}/undo`)).status).toBe(409);
  const audited = (await world.audit()).filter(({ target_table }) => target_table === 'rule_sets');
  expect(audited.map(({ action_type, actor_id }) => [action_type, actor_id])).toEqual([
    ['WHAT_IF_APPLY', world.owner],
    ['WHAT_IF_UNDO', world.owner],
  ]);
  const more = await browser.ask<{ id: string }>('POST', '/v1/admin/achievements', {
    body: {
      name: 'Next',
      description: 'd',
      requirement_type: 'custom',
      requirement_scope: 'lifetime',
      rarity: 'rare',
    },
  });
  expect(more.status).toBe(201);
});

test.each([
  [{ ...WISH, since: 'yesterday' }, 'body/since'],
  [{ ...WISH, changes: { settings: { no_such: 1 } } }, 'no_such'],
  [{ ...WISH, changes: { templates: [{ id: 999 }] } }, '999'],
])('a what-if that cannot be is refused when it is asked for', async (body, about) => {
  const { status, body: problem } = await post('/what-ifs', body);
  expect([status, problem.detail]).toEqual([422, expect.stringContaining(about)]);
});

test('what fails says why, and what is not done cannot be applied', async () => {
  const { body } = await post('/what-ifs', { changes: {}, since: '2040-01-01T00:00:00.000Z' });
  expect((await post(`/what-ifs/${body.id}/apply`)).status).toBe(409);
  const failed = await until(`/what-ifs/${body.id}`, ({ state }) => state === 'failed');
  expect(failed.problem).toContain('No fact lies in this span.');
  expect((await browser.get(`/v1/admin/what-ifs/${body.id}/report`)).status).toBe(404);
});
