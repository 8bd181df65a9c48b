import { DISCORD_EPOCH_MS, decodeRewardFrame } from '@synapse/contracts';
import { eventually, type RunningService, roleUrl, runInProcess } from '@synapse/testkit';
import { runLakeWriter } from '../../services/lake-writer/src/app';
import { type AdminWorld, startAdminWorld } from './admin-world';

type Browser = Awaited<ReturnType<AdminWorld['signedIn']>>;
interface History {
  id: string;
  state: string;
  done: number;
  total: number;
  report: Record<string, number | string> & { bad_rows: { line: number; reason: string }[] };
  detail?: string;
}

const DAY_MS = 86_400_000;
const CANARY = 'the-canary-sings-at-midnight';
const [ADA, BOB, BOT] = ['80351110224678101', '80351110224678102', '80351110224678103'];
const NOW = Date.now();

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
});
afterAll(async () => {
  await lakeWriter.stop();
  await world.end();
});

const idAt = (daysAgo: number) =>
  String(BigInt(Math.floor(NOW - daysAgo * DAY_MS) - DISCORD_EPOCH_MS) << 22n);
const author = (id: string, name = id, isBot = false) => ({
  id,
  name,
  discriminator: '0000',
  nickname: name,
  isBot,
  avatarUrl: `https://cdn.discordapp.com/avatars/${id}/abc123.png?size=512`,
});
const said = (daysAgo: number, by: object, content: string, more: object = {}) => ({
  id: idAt(daysAgo),
  type: 'Default',
  timestamp: '2026-01-01T00:00:00+00:00',
  isPinned: false,
  content,
  author: by,
  attachments: [],
  embeds: [],
  reactions: [{ emoji: { name: '👍' }, count: 2 }],
  ...more,
});
const exported = (messages: object[], { guild = world.guild.id, channel = {} } = {}) =>
  JSON.stringify({
    guild: { id: guild, name: CANARY, iconUrl: '' },
    channel: {
      id: '555',
      type: 'GuildTextChat',
      categoryId: '77',
      category: 'c',
      name: CANARY,
      topic: null,
      ...channel,
    },
    exportedAt: '2026-11-22T00:00:00+00:00',
    messages,
    messageCount: messages.length,
  });

const upload = (content: string, key?: string) =>
  browser.ask<History>('POST', '/v1/admin/history-imports', {
    body: content,
    headers: { 'content-type': 'application/octet-stream' },
    ...(key !== undefined && { key }),
  });
const until = (id: string, state: string) =>
  eventually(`import ${id} to be ${state}`, async () => {
    const { body } = await browser.get<History>(`/v1/admin/history-imports/${id}`);
    return body.state === state && body;
  });
const apply = async (id: string) => {
  const { status } = await browser.ask('POST', `/v1/admin/history-imports/${id}/apply`);
  await until(id, 'applied');
  await settled();
  return status;
};
async function settled(): Promise<void> {
  const { state } = await world.servers.bus.jsm.streams.info('FACTS_main');
  await eventually('lake and engine to have passed the log', async () => {
    const passed = await world.rows<{ sequence: string }>(
      'select sequence from lake_positions union all select sequence from engine_positions',
    );
    return passed.length === 2 && passed.every(({ sequence }) => Number(sequence) >= state.last_seq);
  });
}
const judged = () =>
  world.rows<{ id: string }>(
    `select source_event_id as id, user_id::text as member, xp_delta as xp, timestamp as at, metadata->>'history' as history
     from activity_log where event_type = 'MESSAGE' order by timestamp`,
  );

const long = `${'x'.repeat(501)} ${CANARY}`;
const file = () =>
  exported([
    said(400, author(ADA, 'Ada'), `hello ${CANARY}`),
    said(399, author(BOT, 'Bot', true), 'beep'),
    said(398, author(ADA, 'Ada'), CANARY, { type: 'GuildMemberJoin' }),
    said(20, author(BOB, 'Bob'), long),
    { id: 'no id', content: CANARY },
    said(10, author(ADA, 'Ada'), `\`\`\`${CANARY}\`\`\``, {
      type: 'Reply',
      reference: { messageId: idAt(20) },
    }),
    said(300, author(ADA, 'Ada'), 'out of order'),
  ]);

test('the past earns by the rules, once, silently, and what is older than the lake keeps is journaled alone', async () => {
  const made = await upload(file(), 'first');
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    state: 'read',
    done: 0,
    total: 1,
    report: {
      ...{ messages: 7, facts: 3, known: 0, laid: 2, too_old: 1, members: 2, bad: 2 },
      skipped: { bot: 1, system: 1 },
      from: new Date(Math.floor(NOW - 400 * DAY_MS)).toISOString(),
      until: new Date(Math.floor(NOW - 10 * DAY_MS)).toISOString(),
    },
  });
  expect(made.body.report.bad_rows.map(({ line }) => line)).toEqual([5, 7]);
  expect(await judged()).toEqual([]);

  expect(await apply(made.body.id)).toBe(200);
  expect(await judged()).toEqual([
    { id: `msg:${idAt(400)}`, member: ADA, xp: 15, at: expect.any(Date), history: 'true' },
    { id: `msg:${idAt(20)}`, member: BOB, xp: 22, at: expect.any(Date), history: 'true' },
    { id: `msg:${idAt(10)}`, member: ADA, xp: 21, at: expect.any(Date), history: 'true' },
  ]);
  expect(
    await world.rows(
      `select source_id as id, target_id::text as target, timestamp as at from event_lake order by timestamp`,
    ),
  ).toEqual([
    { id: `msg:${idAt(20)}`, target: null, at: new Date(Math.floor(NOW - 20 * DAY_MS)) },
    { id: `msg:${idAt(10)}`, target: BOB, at: new Date(Math.floor(NOW - 10 * DAY_MS)) },
  ]);
  expect(await world.rows('select discord_name as name from users where id = $1', [ADA])).toEqual([
    { name: 'Ada' },
  ]);
  await eventually('what was earned to be told', async () => {
    const waiting = await world.rows('select from reward_outbox');
    return waiting.length === 0;
  });
  const { streams } = world.servers.bus.jsm;
  const events: { kind: string; silent?: boolean }[] = [];
  for (let seq = 1; seq <= (await streams.info('REWARDS')).state.last_seq; seq += 1) {
    const message = await streams.getMessage('REWARDS', { seq });
    const frame = decodeRewardFrame(message?.data ?? new Uint8Array());
    events.push(...frame.events.filter((event) => 'member' in event));
  }
  expect(events.map(({ kind }) => kind)).toContain('granted');
  expect(events.filter(({ silent }) => !silent)).toEqual([]);
});

test('the same file, and another with the same messages, change nothing', async () => {
  const before = await judged();
  expect((await upload(file(), 'first')).headers.get('idempotency-replayed')).toBe('true');
  const again = await upload(file(), 'again');
  expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('is applied')]);
  const other = await upload(`${file()} `, 'other');
  expect(other.body.report).toMatchObject({ facts: 3, known: 3, laid: 0 });
  await apply(other.body.id);
  expect(await judged()).toEqual(before);
  expect(await world.rows('select count(*)::int as rows from event_lake')).toEqual([{ rows: 2 }]);
});

test('a thread knows its channel; a name that is newer than the file stays', async () => {
  const thread = { id: '556', type: 'GuildPublicThread', categoryId: '555' };
  const { body } = await upload(exported([said(5, author(ADA, 'Old name'), 'hi')], { channel: thread }));
  await apply(body.id);
  expect(
    await world.rows(`select payload->>'parent_channel_id' as parent from event_lake where channel_id = 556`),
  ).toEqual([{ parent: '555' }]);
  expect(await world.rows('select discord_name as name from users where id = $1', [ADA])).toEqual([
    { name: 'Ada' },
  ]);
});

test('it goes on after a restart, while the engine is away', async () => {
  await world.stopEngine();
  const many = Array.from({ length: 2_600 }, (_, n) => said(90 - n / 100, author(BOB), `message ${n}`));
  const { body } = await upload(exported(many));
  expect(body.total).toBeGreaterThan(5);
  await browser.ask('POST', `/v1/admin/history-imports/${body.id}/apply`);
  await eventually('some of it to be in the log', async () => {
    const { body: now } = await browser.get<History>(`/v1/admin/history-imports/${body.id}`);
    return now.done > 0;
  });
  await world.restartAdmin();
  await world.startEngine();
  await until(body.id, 'applied');
  await settled();
  expect(
    await world.rows(
      'select count(*)::int as rows from activity_log where event_type = $1 and user_id = $2',
      ['MESSAGE', BOB],
    ),
  ).toEqual([{ rows: 2_601 }]);
}, 30_000);

test('what waits and tells of somebody who is erased is dropped; what was discarded can be read again', async () => {
  const { body } = await upload(exported([said(3, author(BOB), 'bye')]));
  await browser.ask('DELETE', `/v1/admin/members/${BOB}`);
  await until(body.id, 'discarded');
  expect(await world.rows('select from history_frames')).toEqual([]);
  const again = await upload(exported([said(3, author(BOB), 'bye')]));
  expect(again.status).toBe(201);
  expect((await browser.ask('DELETE', `/v1/admin/history-imports/${again.body.id}`)).status).toBe(200);
  expect((await browser.ask('POST', `/v1/admin/history-imports/${again.body.id}/apply`)).status).toBe(409);
});

test.each([
  ['no JSON', () => 'hello', 422],
  ['half a file', () => file().slice(0, -20), 422],
  ['a file without messages', () => exported([]), 422],
  ['a file without a guild', () => '{"messages":[{}]}', 422],
  ['nothing but bots', () => exported([said(1, author(BOT, 'Bot', true), 'beep')]), 422],
  ['another guild’s file', () => exported([said(1, author(ADA), 'hi')], { guild: world.foreign.id }), 403],
])('%s is refused as a whole', async (_, content, status) => {
  expect((await upload(content())).status).toBe(status);
  expect(await world.rows(`select from history_imports where state = 'reading'`)).toEqual([]);
});

test('no text of anybody is in the log or in a table', async () => {
  const tables = await world.rows<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  const naming: string[] = [];
  for (const { name } of tables) {
    const found = await world.rows(`select from ${name} t where t::text like $1 or t::text like $2 limit 1`, [
      `%${CANARY}%`,
      `%${Buffer.from(CANARY).toString('hex')}%`,
    ]);
    if (found.length > 0) naming.push(name);
  }
  expect(naming).toEqual([]);
  const { bus } = world.servers;
  const { state } = await bus.jsm.streams.info('FACTS_main');
  for (let sequence = state.first_seq; sequence <= state.last_seq; sequence += 1) {
    const message = await bus.jsm.streams.getMessage('FACTS_main', { seq: sequence });
    expect(Buffer.from(message?.data ?? []).includes(CANARY)).toBe(false);
  }
});
