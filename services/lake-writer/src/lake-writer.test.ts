import { type Bus, ensureStream, factsStream } from '@synapse/bus';
import { encodeCommand } from '@synapse/contracts';
import {
  A_MOMENT,
  buildCommand,
  buildFact,
  eventually,
  publishFacts,
  publishRules,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestServers,
} from '@synapse/testkit';
import { runLakeWriter } from './app.js';

let servers: TestServers;
let bus: Bus;
let service: RunningService;

const start = () =>
  runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(servers.database.url, 'synapse_lake_writer'),
  });

const rows = <T extends object>(sql: string, values: unknown[] = []) => servers.rows<T>(sql, values);

/** Waits until the lake-writer has committed the entry. */
const committed = (sequence: number) =>
  eventually(`entry ${sequence} to be in the lake`, async () => {
    const [position] = await rows<{ sequence: string }>('select sequence from lake_positions');
    return Number(position?.sequence ?? 0) >= sequence;
  });

const counters = async (userId: string) => {
  const found = await rows<{ key: string; count: string }>(
    `select event_type || ' ' || category_id || ' ' || period as key, count from event_counters where user_id = $1`,
    [userId],
  );
  return Object.fromEntries(found.map(({ key, count }) => [key, Number(count)]));
};

beforeEach(async () => {
  servers = await startTestServers();
  bus = servers.bus;
  service = await start();
});

afterEach(async () => {
  await service.stop().catch(() => {});
  await servers.end();
});

test('a fact becomes a row of the lake and is counted over all time and its day', async () => {
  const at = '2026-03-01T23:59:59.999Z';
  const fact = buildFact('message_create', {
    id: 'msg:1',
    user_id: '7',
    target_id: '8',
    at,
    received_at: at,
  });
  await committed(await publishFacts(bus, 'main', [fact]));
  expect(
    await rows(
      `select id::text, guild_id::text, user_id::text, event_type, channel_id::text, target_id::text, payload, source_id,
              timestamp from event_lake`,
    ),
  ).toEqual([
    {
      id: '1',
      guild_id: '10',
      user_id: '7',
      event_type: 'message_create',
      channel_id: '100',
      target_id: '8',
      payload: fact.payload,
      source_id: 'msg:1',
      timestamp: new Date(at),
    },
  ]);
  expect(await counters('7')).toEqual({
    'message_create 0 lifetime': 1,
    'message_create 0 day:2026-03-01': 1,
  });
});

test('the same fact again, in one frame or another, is laid and counted once', async () => {
  const fact = buildFact('thread_create', { id: 'thread:1' });
  await publishFacts(bus, 'main', [fact, fact]);
  await publishFacts(bus, 'main', [fact]);
  await committed(await publishFacts(bus, 'main', [buildFact('thread_create', { id: 'thread:2' })]));
  expect(await rows('select source_id from event_lake order by id')).toEqual([
    { source_id: 'thread:1' },
    { source_id: 'thread:2' },
  ]);
  expect((await counters('1'))['thread_create 0 lifetime']).toBe(2);
});

test('an unreadable fact becomes a dead letter to the byte, its neighbours flow on', async () => {
  const broken = '{"id":"msg:2","type":"message_create"';
  const sequence = await publishFacts(bus, 'main', [
    buildFact('message_create', { id: 'msg:1' }),
    broken,
    buildFact('message_create', { id: 'msg:3' }),
  ]);
  await committed(sequence);
  expect(await rows('select source_id from event_lake order by id')).toEqual([
    { source_id: 'msg:1' },
    { source_id: 'msg:3' },
  ]);
  const [letter] = await rows<{ raw: Buffer }>(
    'select sequence::int, fact_index, reason, raw from lake_dead_letters',
  );
  expect(letter).toMatchObject({ sequence, fact_index: 1, reason: 'not_json' });
  expect(letter?.raw.toString()).toBe(broken);
});

test('an unreadable frame becomes one dead letter', async () => {
  const { seq } = await bus.js.publish('synapse.facts.v1.main.discord', 'not a frame');
  await committed(seq);
  expect(await rows('select fact_index, reason from lake_dead_letters')).toEqual([
    { fact_index: -1, reason: 'not_json' },
  ]);
});

test('facts are counted under the category and the season that the rules in force give them', async () => {
  const season = { id: 1, guild_id: '10', name: 'Season 1', active: true };
  const category = { id: 5, guild_id: '10', name: 'Talk', active: true, channels: ['100'], multipliers: [] };
  await publishRules(bus, 'main', {
    version: 1,
    categories: [category],
    seasons: [{ ...season, starts_at: '2026-01-01T00:00:00.000Z', ends_at: '2026-02-01T00:00:00.000Z' }],
  });
  const late = '2026-02-01T00:00:00.000Z';
  await rows(`insert into rule_sets (community, version, body) values ('main', 1, '{}')`);
  await committed(
    await publishFacts(bus, 'main', [
      buildFact('message_create', { id: 'msg:1' }),
      buildFact('message_create', { id: 'msg:2', channel_id: '555' }, { parent_channel_id: '100' }),
      buildFact('message_create', { id: 'msg:3', channel_id: '999', at: late, received_at: late }),
    ]),
  );
  expect(await counters('1')).toEqual({
    'message_create 0 lifetime': 3,
    'message_create 0 season': 2,
    'message_create 0 day:2026-01-02': 2,
    'message_create 0 day:2026-02-01': 1,
    'message_create 5 lifetime': 2,
    'message_create 5 season': 2,
    'message_create 5 day:2026-01-02': 2,
  });
});

describe('the closing of a season', () => {
  const ends = '2026-01-03T00:00:00.000Z';
  const season = {
    id: 1,
    guild_id: '10',
    name: 'Season 1',
    active: true,
    starts_at: '2026-01-01T00:00:00.000Z',
    ends_at: ends,
  };
  const close = (at: string) =>
    bus.js.publish(
      'synapse.facts.v1.main.command.admin',
      encodeCommand(buildCommand('close_season', { season: 1 }, { at })),
    );
  const inSeason = async () => (await counters('1'))['member_join 0 season'] ?? 0;

  test('empties its counters; what comes behind it is counted over all time only', async () => {
    await publishRules(bus, 'main', { version: 1, seasons: [season] });
    await committed(await publishFacts(bus, 'main', [buildFact('member_join', { id: 'member_join:s:1' })]));
    expect(await inSeason()).toBe(1);
    await close(ends);
    await committed(await publishFacts(bus, 'main', [buildFact('member_join', { id: 'member_join:s:2' })]));
    expect(await inSeason()).toBe(0);
    expect((await counters('1'))['member_join 0 lifetime']).toBe(2);
  });

  test('before its end does nothing, as in the engine', async () => {
    await publishRules(bus, 'main', { version: 1, seasons: [season] });
    await publishFacts(bus, 'main', [buildFact('member_join', { id: 'member_join:s:1' })]);
    const { seq } = await close(A_MOMENT);
    await committed(seq);
    expect(await inSeason()).toBe(1);
  });
});

test('a source that is switched off leaves neither row nor counter', async () => {
  await publishRules(bus, 'main', {
    version: 1,
    settings: { 'event_lake.source.reaction_add.enabled': false },
  });
  await committed(
    await publishFacts(bus, 'main', [
      buildFact('reaction_add', { id: 'rxn_add:s:1' }),
      buildFact('voice_join', { id: 'voice_join:s:2' }),
    ]),
  );
  expect(await rows('select source_id from event_lake')).toEqual([{ source_id: 'voice_join:s:2' }]);
  expect(Object.keys(await counters('1'))).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/reaction/)]),
  );
});

test('what is no activity of a member never reaches the lake', async () => {
  const gap = buildFact('member_leave', { id: 'gateway_gap:s:10' });
  const line = JSON.stringify({
    ...gap,
    type: 'gateway_gap',
    user_id: null,
    payload: { shard: 0, from: null, to: gap.at },
  });
  await committed(await publishFacts(bus, 'main', [line]));
  expect(await rows('select * from event_lake')).toEqual([]);
  expect(await rows('select * from lake_dead_letters')).toEqual([]);
});

test('a restart goes on where the last commit ended', async () => {
  await committed(await publishFacts(bus, 'main', [buildFact('member_join', { id: 'member_join:s:1' })]));
  await service.stop();
  const last = await publishFacts(bus, 'main', [buildFact('member_leave', { id: 'member_leave:s:2' })]);
  service = await start();
  await committed(last);
  expect(await rows('select source_id from event_lake order by id')).toHaveLength(2);
});

test('a second writer waits for the first, and takes over when it ends', async () => {
  await eventually('the first to own the lake', () => service.ready.report().checks.position?.ready);
  const standby = await start();
  await committed(await publishFacts(bus, 'main', [buildFact('member_join', { id: 'member_join:s:1' })]));
  expect(standby.ready.report().checks.position?.ready).not.toBe(true);
  await service.stop();
  service = standby;
  await committed(await publishFacts(bus, 'main', [buildFact('member_leave', { id: 'member_leave:s:2' })]));
  expect(await rows('select source_id from event_lake')).toHaveLength(2);
});

test('an entry of a later version stops the writer before it, and is never skipped', async () => {
  await committed(await publishFacts(bus, 'main', [buildFact('member_join', { id: 'member_join:s:1' })]));
  await bus.js.publish('synapse.facts.v1.main.discord', '{"v":2,"id":"f:1"}\n{}');
  await publishFacts(bus, 'main', [buildFact('member_leave', { id: 'member_leave:s:2' })]);
  await eventually('the writer to stop', () => service.ready.report().checks.position?.ready === false);
  expect(await rows('select sequence::int from lake_positions')).toEqual([{ sequence: 1 }]);
  expect(await rows('select * from lake_dead_letters')).toEqual([]);
});

test('another stream of the same name is refused with a way out', async () => {
  await committed(await publishFacts(bus, 'main', [buildFact('member_join', { id: 'member_join:s:1' })]));
  await service.stop();
  await bus.jsm.streams.delete('FACTS_main');
  await ensureStream(bus, factsStream('main'));
  const refused = await start();
  await expect(refused.ended).rejects.toMatchObject({
    message: expect.stringContaining('belongs to the stream made at'),
    hint: expect.stringContaining('accept-log'),
  });
});

test('a log that lost entries nobody has read is refused', async () => {
  await service.stop();
  for (const n of [1, 2, 3])
    await publishFacts(bus, 'main', [buildFact('member_join', { id: `member_join:s:${n}` })]);
  await bus.jsm.streams.purge('FACTS_main', { seq: 3 });
  const refused = await start();
  await expect(refused.ended).rejects.toThrow('the entries 1 to 2 are gone');
});
