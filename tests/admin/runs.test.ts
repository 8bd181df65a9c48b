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
  asked_by: string;
}

const DAY_MS = 86_400_000;

let world: AdminWorld;
let browser: Browser;
let lakeWriter: RunningService | undefined;

const startLakeWriter = async () => {
  lakeWriter = await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: world.servers.nats.url,
    DATABASE_URL: roleUrl(world.servers.database.url, 'synapse_lake_writer'),
  });
};
const stopLakeWriter = async () => {
  await lakeWriter?.stop();
  lakeWriter = undefined;
};

beforeAll(async () => {
  world = await startAdminWorld();
  browser = await world.signedIn();
});
afterAll(async () => {
  await stopLakeWriter();
  await world.end();
});

const get = async (path: string) => (await browser.get(`/v1/admin${path}`)).body as unknown as Run;
const list = async (path: string, query = '') =>
  (await browser.get(`/v1/admin${path}${query}`)).body as unknown as { items: Run[]; next: string | null };
const ask = (method: string, path: string, options: { body?: unknown; key?: string } = {}) =>
  browser.ask<Run>(method, `/v1/admin${path}`, options);
const until = (path: string, state: string) =>
  eventually(`${path} to be ${state}`, async () => {
    const run = await get(path);
    return run.state === state && run;
  });

async function lay(days: number): Promise<void> {
  const at = new Date(Date.now() - days * DAY_MS).toISOString();
  const fact = buildFact('message_create', { id: `msg:${days}`, at, received_at: at });
  const sequence = await publishFacts(world.servers.bus, 'main', [fact]);
  await eventually('the lake to have it', async () => {
    const [row] = await world.rows<{ sequence: string }>('select sequence from lake_positions');
    return Number(row?.sequence ?? 0) >= sequence;
  });
}

test('what is asked for waits for its owner, is done once, and is in the audit trail once', async () => {
  const asked = await ask('POST', '/retention-runs', { key: 'first' });
  expect(asked).toMatchObject({ status: 201, body: { state: 'waiting', done: 0, report: null } });
  expect((await ask('POST', '/retention-runs', { key: 'first' })).body.id).toBe(asked.body.id);
  const stopped = await ask('POST', '/reconciliation-runs');
  expect((await ask('DELETE', `/reconciliation-runs/${stopped.body.id}`)).body.state).toBe('stopped');
  expect((await ask('DELETE', `/reconciliation-runs/${stopped.body.id}`)).status).toBe(409);
  await startLakeWriter();
  const run = await until(`/retention-runs/${asked.body.id}`, 'done');
  expect(run).toMatchObject({ asked_by: world.owner, problem: null, report: { rows: 0, days: { '*': 90 } } });
  expect(await world.rows('select state from lake_jobs where id = $1', [stopped.body.id])).toEqual([
    { state: 'stopped' },
  ]);
  const audited = (await world.audit()).filter(({ target_table }) => target_table === 'jobs');
  expect(audited.map(({ action_type, target_id }) => [action_type, target_id])).toEqual([
    ['CREATE', asked.body.id],
    ['CREATE', stopped.body.id],
    ['DELETE', stopped.body.id],
  ]);
});

test('retention and reconciliation do what they say', async () => {
  await lay(100);
  await lay(1);
  await world.rows(`update event_counters set count = 5 where period = 'lifetime'`);
  await world.rows(`delete from event_counters where period like 'day:%'`);
  const { body: reconciled } = await ask('POST', '/reconciliation-runs');
  expect((await until(`/reconciliation-runs/${reconciled.id}`, 'done')).report).toMatchObject({ members: 1 });
  const { body: retained } = await ask('POST', '/retention-runs');
  const done = await until(`/retention-runs/${retained.id}`, 'done');
  expect(done).toMatchObject({ done: 1, total: 1, report: { rows: 1, counters: 1 } });
  expect(await world.rows('select source_id from event_lake')).toEqual([{ source_id: 'msg:1' }]);
  expect(await world.rows(`select count::int from event_counters where period = 'lifetime'`)).toEqual([
    { count: 5 },
  ]);
});

test('runs are listed newest first, page by page, each kind for itself', async () => {
  const all = await list('/retention-runs');
  expect(all.items.map(({ id }) => Number(id))).toEqual(
    [...all.items.map(({ id }) => Number(id))].sort((a, b) => b - a),
  );
  const page = await list('/retention-runs', '?limit=1');
  expect(page).toEqual({ items: [all.items[0]], next: all.items[0]?.id });
  expect((await list('/retention-runs', `?limit=1&before=${page.next}`)).items).toEqual([all.items[1]]);
  const [other] = (await list('/reconciliation-runs')).items;
  expect((await browser.get(`/v1/admin/retention-runs/${other?.id}`)).status).toBe(404);
});

test('the clock asks for retention once a day, as the system', async () => {
  await world.restartAdmin();
  await eventually('the retention of today', async () =>
    (await list('/retention-runs')).items.find(({ asked_by }) => asked_by === '0'),
  );
  await world.restartAdmin();
  expect((await list('/retention-runs')).items.filter(({ asked_by }) => asked_by === '0')).toHaveLength(1);
  expect(
    await world.rows(`select reason from admin_log where actor_id = 0 and target_table = 'jobs'`),
  ).toEqual([{ reason: 'Once a day.' }]);
});
