import { askRequest, type Bus, publishFrame } from '@synapse/bus';
import {
  configSubject,
  defaultRuleSet,
  encodeRuleSet,
  type FactJson,
  type JobAnswer,
  type JobKind,
  jobSubject,
  type LakeEventType,
  type ReconciliationReport,
  type RetentionReport,
  type RuleSet,
} from '@synapse/contracts';
import {
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestServers,
  withClient,
} from '@synapse/testkit';
import { runLakeWriter } from '../app.js';

const DAY_MS = 86_400_000;
const [ADA, BOB] = ['7', '8'];
const [HOME, AWAY] = ['10', '11'];

let servers: TestServers;
let bus: Bus;
let service: RunningService;
let jobs = 0;

const start = async () => {
  service = await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(servers.database.url, 'synapse_lake_writer'),
  });
  await eventually('the lake to be owned', () => service.ready.report().checks.position?.ready);
};

beforeEach(async () => {
  servers = await startTestServers();
  bus = servers.bus;
  await start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await service.stop().catch(() => {});
  await servers.end();
});

const rows = <T extends object>(sql: string, values: unknown[] = []) => servers.rows<T>(sql, values);

const committed = (sequence: number) =>
  eventually(`entry ${sequence} to be in the lake`, async () => {
    const [position] = await rows<{ sequence: string }>('select sequence from lake_positions');
    return Number(position?.sequence ?? 0) >= sequence;
  });

const ask = (kind: string, change: object = {}, id = ++jobs) =>
  eventually(`job ${id} to be taken`, () =>
    askRequest<JobAnswer>(
      bus,
      jobSubject('main', 'lake-writer', kind),
      { v: 1, id, asked_at: new Date().toISOString(), input: {}, ...change },
      1_000,
    ).catch(() => null),
  );

interface JobRow {
  state: string;
  done: string;
  total: string;
  report: RetentionReport & ReconciliationReport;
}

const ended = (id: number) =>
  eventually(`job ${id} to end`, async () => {
    const [job] = await rows<JobRow>('select * from lake_jobs where id = $1', [id]);
    return job?.state !== 'running' && job;
  });

async function does(kind: JobKind): Promise<JobRow['report']> {
  expect(await ask(kind)).toEqual({ state: expect.any(String) });
  const { state, report } = await ended(jobs);
  expect(state).toBe('done');
  return report;
}

/** Puts rules in force as admin does. */
async function rules(change: Partial<RuleSet> & { version: number }): Promise<void> {
  const ruleSet = { ...defaultRuleSet('main'), ...change };
  await rows('insert into rule_sets (community, version, body) values ($1, $2, $3)', [
    'main',
    change.version,
    ruleSet,
  ]);
  const frame = {
    subject: configSubject('main'),
    id: `config:${change.version}`,
    body: encodeRuleSet(ruleSet),
  };
  await committed((await publishFrame(bus, frame)).sequence);
}

let facts = 0;

/** A fact of some days ago. */
function ago(days: number, change: Partial<FactJson> = {}, type: LakeEventType = 'message_create'): FactJson {
  const at = new Date(Date.now() - days * DAY_MS).toISOString();
  facts += 1;
  return buildFact(type, {
    id: `fact:${facts}`,
    user_id: ADA,
    guild_id: HOME,
    at,
    received_at: at,
    ...change,
  } as {
    id: string;
  });
}

const lay = async (...all: FactJson[]) => committed(await publishFacts(bus, 'main', all));

/** Ages in days of what lies in the lake. */
const ages = async () => {
  const found = await rows<{ age: number; guild: string }>(
    `select round(extract(epoch from now() - timestamp) / 86400)::int as age, guild_id::text as guild
     from event_lake order by guild_id, timestamp`,
  );
  return found.map(({ age, guild }) => (guild === HOME ? age : `${age} away`));
};

const counters = () =>
  rows<{ key: string; count: number }>(
    `select user_id || ' ' || event_type || ' ' || category_id || ' ' || period as key, count::int
     from event_counters order by 1`,
  );
const lifetime = async (user = ADA) => {
  const [row] = await rows<{ count: number }>(
    `select count::int from event_counters
     where user_id = $1 and event_type = 'message_create' and category_id = 0 and period = 'lifetime'`,
    [user],
  );
  return row?.count;
};

describe('retention', () => {
  test('takes what is older than its guild keeps, with source ids and counters of days; lifetime stays', async () => {
    await rules({
      version: 1,
      settings: { event_lake_retention_days: 30, [`event_lake_retention_days:${AWAY}`]: 5 },
    });
    await lay(ago(100), ago(31), ago(29), ago(10, { guild_id: AWAY }), ago(4, { guild_id: AWAY }), ago(0));
    const report = await does('retention');
    expect(report).toMatchObject({ days: { '*': 30, [AWAY]: 5 }, rows: 3, counters: 2, partitions: [] });
    expect(await ages()).toEqual([29, 0, '4 away']);
    expect(await rows('select count(*)::int from event_lake_sources')).toEqual([{ count: 3 }]);
    expect(await lifetime()).toBe(6);
    expect((await counters()).filter(({ key }) => key.includes('day:'))).toHaveLength(4);
    expect(await does('retention')).toMatchObject({ rows: 0, counters: 0 });
  });

  test('drops partitions as a whole', async () => {
    await lay(ago(200), ago(100));
    await withClient(roleUrl(servers.database.url, 'synapse_lake_writer'), async (client) => {
      await client.query('select make_lake_partitions(3000000)');
      await client.query('update lake_positions set next_lake_id = 1000001');
    });
    await service.stop();
    await start();
    await lay(ago(1));
    expect(await does('retention')).toMatchObject({ partitions: ['event_lake_p0'], rows: 2 });
    expect(await ages()).toEqual([1]);
    expect(await lifetime()).toBe(3);
  });

  /** Begins a retention whose row is held: nobody can end it before `then` was called. */
  const inTheMiddleOf = (id: number, then: () => void) =>
    withClient(servers.database.url, async (client) => {
      await client.query(
        `insert into lake_jobs (id, kind, input, asked_at, state) values ($1, 'retention', '{}', now(), 'running')`,
        [id],
      );
      await client.query('begin');
      await client.query('select from lake_jobs where id = $1 for update', [id]);
      await ask('reconciliation');
      await eventually('the job to wait for its row', async () => {
        const waiting = await rows(`select from pg_stat_activity where wait_event_type = 'Lock'`);
        return waiting.length > 0;
      });
      then();
      await client.query('rollback');
    });

  test('rests no longer than it worked, although the clock is set forward in the middle of it', async () => {
    await lay(ago(100), ago(1));
    const now = Date.now;
    await inTheMiddleOf(901, () => {
      jest.spyOn(Date, 'now').mockImplementation(() => now() + 180_000);
    });
    expect((await ended(901)).state).toBe('done');
    expect(await ages()).toEqual([1]);
  });

  test('goes on after its owner was killed, and is done once however often it is asked for', async () => {
    await lay(...Array.from({ length: 40 }, () => ago(100)), ago(1));
    let stopped: Promise<unknown> | undefined;
    await inTheMiddleOf(900, () => {
      stopped = service.stop();
    });
    await stopped;
    await start();
    expect((await ended(900)).state).toBe('done');
    expect(await ages()).toEqual([1]);
    expect(await ask('retention', {}, 900)).toEqual({ state: 'done' });
  });

  test('an asker whose clock is years ahead takes nothing that is young', async () => {
    await lay(ago(100), ago(10));
    await ask('retention', { asked_at: new Date(Date.now() + 1000 * DAY_MS).toISOString() });
    expect((await ended(jobs)).report).toMatchObject({ rows: 1 });
    expect(await ages()).toEqual([10]);
  });

  test('the log is laid meanwhile', async () => {
    await lay(...Array.from({ length: 300 }, () => ago(100)));
    const asked = ask('retention');
    for (let n = 0; n < 10; n += 1) await lay(ago(1), ago(2, { user_id: BOB }));
    await asked;
    await ended(jobs);
    expect(await ages()).toEqual([...Array(10).fill(2), ...Array(10).fill(1)]);
    expect(await lifetime()).toBe(310);
  });
});

describe('reconciliation', () => {
  const mapped = (version: number, category: number) =>
    rules({
      version,
      categories: [
        { id: category, guild_id: HOME, name: 'General', active: true, channels: ['100'], multipliers: [] },
      ],
    });

  test('finds nothing to mend where nobody did anything wrong, whatever the rules were meanwhile', async () => {
    await lay(ago(3));
    await mapped(1, 1);
    await lay(ago(2), ago(2, { user_id: BOB }), ago(1, {}, 'thread_create'));
    await mapped(2, 2);
    await lay(ago(1), ago(0, { channel_id: '101' }));
    const before = await counters();
    expect(await does('reconciliation')).toMatchObject({ members: 2, mended: 0, removed: 0 });
    expect(await counters()).toEqual(before);
  });

  test('mends what is wrong, makes what is missing, removes what never was', async () => {
    await mapped(1, 1);
    await lay(ago(2), ago(1), ago(1, { user_id: BOB }));
    const before = await counters();
    await rows(`update event_counters set count = 7 where period like 'day:%' and user_id = 7`);
    await rows('delete from event_counters where user_id = 8');
    await rows(`insert into event_counters values (9, 'message_create', 0, 'day:2026-11-01', 4)`);
    await rows(`update event_counters set count = 1 where period = 'lifetime' and user_id = 7`);
    expect(await does('reconciliation')).toMatchObject({ kept_since: null, mended: 10, removed: 1 });
    expect(await counters()).toEqual(before);
  });

  test('never takes back what retention took the rows of', async () => {
    await rules({
      version: 1,
      settings: { event_lake_retention_days: 30, [`event_lake_retention_days:${AWAY}`]: 5 },
    });
    await lay(ago(100), ago(20), ago(20, { guild_id: AWAY }), ago(1));
    await does('retention');
    const before = await counters();
    expect(await does('reconciliation')).toMatchObject({ mended: 0, removed: 0 });
    expect(await counters()).toEqual(before);
    expect(await lifetime()).toBe(4);
  });
});

test('what is no job is refused, and one that was stopped before it began is not done', async () => {
  await lay(ago(100));
  expect(await ask('vacuum')).toMatchObject({ refused: expect.stringContaining('no job') });
  expect(await ask('rebuild', { input: { repair: true } })).toMatchObject({ refused: expect.any(String) });
  expect(await ask('retention', { input: { days: 1 } })).toMatchObject({ refused: expect.any(String) });
  expect(await ask('retention', { id: -1 })).toMatchObject({ refused: expect.any(String) });
  expect(await ask('retention', { stop: true })).toEqual({ state: 'stopped' });
  expect(await ask('retention', {}, jobs)).toEqual({ state: 'stopped' });
  expect(await ages()).toEqual([100]);
});
