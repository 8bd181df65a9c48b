import { askRequest } from '@synapse/bus';
import { type ChangeAnswer, changeSubject, type MemberExport } from '@synapse/contracts';
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

const MEMBER = '80351110224678912';
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
  // The retention of today would take what these tests lay.
  await eventually('the lake to be as old as it may', async () => {
    const [job] = await world.rows<{ state: string }>('select state from lake_jobs');
    return job?.state === 'done';
  });
  const at = (second: number) => new Date(Date.UTC(2026, 0, 2, 3, 4, second)).toISOString();
  await publishFacts(
    world.servers.bus,
    'main',
    Array.from({ length: 7 }, (_, n) =>
      buildFact('message_create', {
        id: `msg:${n}`,
        user_id: n % 2 === 0 ? MEMBER : '7',
        guild_id: world.guild.id,
        channel_id: String(500 + n),
        // Two at one time: pages must not lose one of them.
        at: at(Math.floor(n / 2)),
        received_at: at(Math.floor(n / 2)),
      }),
    ),
  );
  await eventually('the lake', async () => (await world.rows('select 1 from event_lake')).length === 7);
});
afterAll(async () => {
  await lakeWriter.stop();
  await world.end();
});

const get = async <T = Record<string, never>>(path: string) =>
  (await browser.get<T>(`/v1/admin${path}`)).body;
type Page = { items: Record<string, string>[]; next: string | null };

test('the lake is browsed page by page, newest first, and nothing is missed or doubled', async () => {
  const ids: string[] = [];
  for (let after = ''; ; ) {
    const page = await get<Page>(`/lake?limit=2${after}`);
    ids.push(...page.items.map(({ id }) => id ?? ''));
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  expect(ids).toEqual(['7', '6', '5', '4', '3', '2', '1']);
  const mine = await get<Page>(`/lake?user=${MEMBER}&type=message_create&until=2026-01-02T03:04:02Z`);
  expect(mine.items.map(({ source_id }) => source_id)).toEqual(['msg:2', 'msg:0']);
  expect((await get<Page>('/lake?type=voice_tick')).items).toEqual([]);
});

test('counters of a member', async () => {
  const { items } = await get<Page>(`/counters?user=${MEMBER}&period=lifetime`);
  expect(items).toEqual([{ event_type: 'message_create', category_id: '0', period: 'lifetime', count: '4' }]);
});

test('how the lake fares', async () => {
  await world.rows('analyze event_lake');
  const health = await get<Record<string, unknown>>('/lake/health');
  expect(health).toMatchObject({
    rows: 7,
    bytes: { lake: expect.any(Number), counters: expect.any(Number) },
    oldest: '2026-01-02T03:04:00.000Z',
    newest: '2026-01-02T03:04:03.000Z',
    last_day: { message_create: 0, voice_tick: 0 },
    positions: { lake_writer: expect.any(Number), reward_engine: expect.any(Number) },
    estimate: { retention_days: 90, rows_per_day: 0 },
  });
});

test('the audit trail is read by who, what and when', async () => {
  const quest = await browser.ask('POST', '/v1/admin/quests', {
    body: { title: 'Audited', description: 'Yes.' },
  });
  const { items } = await get<Page>(`/audit?actor=${world.owner}&table=quests&target=${quest.body.id}`);
  expect(items).toEqual([
    expect.objectContaining({ actor_id: world.owner, action: 'CREATE', before: null, after: quest.body }),
  ]);
  const first = await get<Page>('/audit?limit=1');
  expect((await get<Page>(`/audit?limit=1&before=${first.next}`)).items[0]?.id).not.toBe(first.items[0]?.id);
});

describe('dead letters', () => {
  const broken = '{"id": "msg:broken"';
  const fact = () => buildFact('message_create', { id: 'msg:mended', user_id: '9', channel_id: '900' });

  test('are listed, inspected and discarded: once', async () => {
    await publishFacts(world.servers.bus, 'main', [broken]);
    const [letter] = await eventually('the letter', async () => {
      const { items } = await get<Page>('/dead-letters?owner=lake-writer');
      return items.length > 0 && items;
    });
    expect(letter).toMatchObject({ reason: 'not_json', decision: null, owner: 'lake-writer' });
    const path = `/dead-letters/${letter?.id}`;
    expect(await get(path)).toMatchObject({ text: broken, base64: Buffer.from(broken).toString('base64') });
    const discarded = await browser.ask('POST', `/v1/admin${path}/discard`);
    expect([discarded.status, discarded.body.decision]).toEqual([200, 'discarded']);
    expect((await browser.ask('POST', `/v1/admin${path}/redrive`)).status).toBe(409);
    expect((await world.audit()).at(-1)).toMatchObject({
      target_table: 'lake_dead_letters',
      before_snapshot: { decision: null },
      after_snapshot: { decision: 'discarded', decided_by: world.owner },
    });
  });

  test('of one entry are more than a page holds, and all are walked through, in its order', async () => {
    await publishFacts(
      world.servers.bus,
      'main',
      Array.from({ length: 5 }, () => broken),
    );
    await eventually(
      'the letters',
      async () => (await world.rows('select from lake_dead_letters')).length === 6,
    );
    const walked: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: Page = await get<Page>(
        `/dead-letters?owner=lake-writer&limit=2${next && `&after=${next}`}`,
      );
      walked.push(...page.items.map(({ sequence, fact_index }) => `${sequence}:${fact_index}`));
      next = page.next;
    }
    expect(walked).toHaveLength(6);
    expect(new Set(walked).size).toBe(6);
    const [, last] = (walked[0] as string).split(':');
    expect([last, walked.slice(0, 5).map((one) => one.split(':')[1])]).toEqual([
      '0',
      ['0', '1', '2', '3', '4'],
    ]);
  });

  test('a fact that can be read by now is put into the log again', async () => {
    // As a build before this one left it, which did not know the type.
    const raw = Buffer.from(JSON.stringify(fact()));
    await world.rows(
      `insert into engine_dead_letters
         (community, stream_created, sequence, fact_index, subject, reason, detail, raw, logged_at)
       select 'main', stream_created, 2, 0, 'synapse.facts.v1.main.discord', 'unknown_type', '', $1, now()
       from engine_positions`,
      [raw],
    );
    const { items } = await get<Page>('/dead-letters?owner=reward-engine');
    const letter = items.find(({ reason }) => reason === 'unknown_type');
    const redriven = await browser.ask('POST', `/v1/admin/dead-letters/${letter?.id}/redrive`);
    expect([redriven.status, redriven.body.decision]).toEqual([200, 'redriven']);
    await eventually('it to be judged', async () => {
      return (
        (await world.rows(`select 1 from activity_log where source_event_id like 'msg:mended%'`)).length > 0
      );
    });
    expect(await world.rows('select 1 from dead_letter_decisions where frame is not null')).toEqual([]);
  });
});

describe('changes asked for by subject', () => {
  let asked = 0;
  const ask = (name: string, input: object, change: object = {}) => {
    asked += 1;
    const request = { v: 1, actor: world.owner, key: `interaction-${asked}`, input, ...change };
    return askRequest<ChangeAnswer>(world.servers.bus, changeSubject('main', name), request, 10_000);
  };

  test('are made by the same code, with the same audit', async () => {
    const { status, body } = await ask(
      'create_quest',
      { title: 'By the bot', description: 'For you.' },
      { reason: 'Asked.' },
    );
    expect([status, body]).toMatchObject([201, { title: 'By the bot', xp_reward: 50 }]);
    expect((await world.audit()).at(-1)).toMatchObject({
      actor_id: world.owner,
      target_id: (body as { id: string }).id,
      reason: 'Asked.',
      ip_address: null,
    });
    const award = await ask('award', { member: MEMBER, xp: 5, reason: 'For the bot.' });
    expect(award).toMatchObject({ status: 200, body: { xp: 5 } });
  });

  test('a redelivered interaction has one effect', async () => {
    const wish = { member: MEMBER, gold: 4, reason: 'Once.' };
    const [first, again] = [
      await ask('award', wish, { key: 'same' }),
      await ask('award', wish, { key: 'same' }),
    ];
    expect(again).toEqual(first);
    expect(await world.rows(`select 1 from activity_log where metadata->>'reason' = 'Once.'`)).toHaveLength(
      1,
    );
  });

  test.each([
    [
      'of somebody who may not',
      'create_quest',
      { title: 'x', description: 'y' },
      () => ({ actor: world.members[0] }),
      403,
    ],
    ['of nobody', 'create_quest', { title: 'x', description: 'y' }, () => ({ actor: '0' }), 400],
    ['that there is none of', 'drop_everything', {}, () => ({}), 404],
    ['that only a session may', 'create_api_key', { name: 'x', scopes: ['read'] }, () => ({}), 404],
    ['with an unknown field', 'create_quest', { title: 'x', description: 'y', z: 1 }, () => ({}), 400],
    ['without a field', 'create_quest', { title: 'x' }, () => ({}), 400],
    ['with a number for a text', 'create_quest', { title: 5, description: 'y' }, () => ({}), 400],
    ['with a NUL', 'create_quest', { title: 'a\u0000b', description: 'y' }, () => ({}), 400],
    ['of a later version', 'create_quest', { title: 'x', description: 'y' }, () => ({ v: 2 }), 400],
    ['without a key', 'create_quest', { title: 'x', description: 'y' }, () => ({ key: '' }), 400],
  ])('one %s is refused with a problem', async (_, name, input, change, status) => {
    const answer = await ask(name, input, change());
    expect(answer).toMatchObject({ status, body: { status, detail: expect.any(String) } });
  });

  test('what is no JSON is refused', async () => {
    const reply = await world.servers.bus.nc.request(changeSubject('main', 'create_quest'), 'no json', {
      timeout: 5_000,
    });
    expect(reply.json<ChangeAnswer>().status).toBe(400);
  });
});

test('whoever is erased is forgotten by the audit trail too, and its chain holds', async () => {
  const erased = '80351110224678999';
  await browser.ask('POST', `/v1/admin/members/${erased}/awards`, { body: { xp: 9, reason: 'For Ada.' } });
  const answer = await browser.ask('DELETE', `/v1/admin/members/${erased}`);
  expect(answer.status).toBe(200);
  await eventually('the audit trail to forget', async () => {
    const rows = await world.rows(
      `select 1 from admin_log where target_id = $1 and coalesce(reason, after_snapshot::text) is not null`,
      [erased],
    );
    return rows.length === 0;
  });
  expect(await world.rows(`select 1 from change_requests where command::text like '%${erased}%'`)).toEqual(
    [],
  );
  const rows = await world.rows(`select action_type from admin_log where target_id = $1 order by id`, [
    erased,
  ]);
  expect(rows).toEqual([{ action_type: 'MANUAL_AWARD' }, { action_type: 'DELETE' }]);
  expect((await world.chain()).broken).toBeNull();
});

test('everything stored about a member is one document, and nobody has one of whom nothing is stored', async () => {
  const path = `/v1/admin/members/${MEMBER}/export`;
  const { headers, body } = await browser.get<MemberExport>(path);
  expect(headers.get('content-disposition')).toBe(`attachment; filename="member-${MEMBER}.json"`);
  expect(headers.get('cache-control')).toBe('no-store');
  expect([body.id, body.lake.length]).toEqual([MEMBER, 4]);
  expect(body.journal[0]?.explanation).toMatch(/^0: it arrived too late/);
  expect((await browser.get('/v1/admin/members/80351110224678911/export')).status).toBe(404);
  expect((await world.browser().get(path)).status).toBe(401);
});
