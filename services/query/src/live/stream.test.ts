import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Value } from '@sinclair/typebox/value';
import { type Bus, connectBus, rewardsStream, standInForLost } from '@synapse/bus';
import { RewardEvent } from '@synapse/contracts';
import {
  createTestDatabase,
  freePort,
  type NatsServer,
  roleUrl,
  startNats,
  type TestDatabase,
  temporaryFolder,
} from '@synapse/testkit';
import { openStream } from '../../test-support/event-stream.js';
import { framePublisher, granted, levelReached, memberErased } from '../../test-support/reward-frames.js';
import { type RunningQuery, startQuery, until } from '../../test-support/running-query.js';

const folder = temporaryFolder('synapse-query-');
let database: TestDatabase;
let nats: NatsServer;
let bus: Bus;
let query: RunningQuery;
let publish: ReturnType<typeof framePublisher>;

beforeAll(async () => {
  [database, nats] = await Promise.all([
    createTestDatabase(),
    startNats({ dataDir: folder.path, durable: false }),
  ]);
});

beforeEach(async () => {
  bus = await connectBus({ url: nats.url, name: 'test' });
  await bus.jsm.streams.add(rewardsStream());
  publish = framePublisher(() => bus);
  query = await startQuery({
    databaseUrl: roleUrl(database.url, 'synapse_query'),
    natsUrl: nats.url,
    limits: { maxStreams: 3, heartbeatMs: 50, checkEveryMs: 300 },
  });
  await until(() => query.ready.report().ready);
});

afterEach(async () => {
  await query.stop();
  await bus.jsm.streams.delete('REWARDS');
  await bus.close();
});

afterAll(async () => {
  await nats.stop();
  await database.drop();
  folder.remove();
});

const many = (count: number, from: number) => Array.from({ length: count }, (_, n) => granted(from + n));
const xpOf = (events: { data: RewardEvent }[]) =>
  events.map(({ data }) => data.kind === 'granted' && data.xp);
const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** Waits until the service has read a frame whole. */
async function read(frame: number): Promise<void> {
  await until(async () => {
    const stream = await openStream(query.url, { recent: 1 }).catch(() => null);
    const [latest] = stream ? await Promise.race([stream.take(1), sleep(50).then(() => [])]) : [];
    stream?.leave();
    return latest?.id.startsWith(`${frame}-`) ?? false;
  });
}

test('events arrive as they were published, in order, each with its place as id', async () => {
  const stream = await openStream(query.url);
  const first = await publish([granted(15), levelReached(2)]);
  const second = await publish([granted(8, { member: { id: '1', name: 'Zoë “ж” 🎉\n', avatar: null } })]);
  const events = await stream.take(3);
  expect(events.map(({ id, kind }) => [id, kind])).toEqual([
    [`${first}-0`, 'granted'],
    [`${first}-1`, 'level_reached'],
    [`${second}-0`, 'granted'],
  ]);
  expect(events[0]?.data).toEqual(granted(15));
  expect(events[2]?.data.member.name).toBe('Zoë “ж” 🎉\n');
  for (const { data } of events) expect([...Value.Errors(RewardEvent, data)]).toEqual([]);
  stream.leave();
});

test('only the own community is shown', async () => {
  const stream = await openStream(query.url);
  await framePublisher(() => bus, 'other')([granted(1)]);
  await publish([granted(2)]);
  expect(xpOf(await stream.take(1))).toEqual([2]);
  stream.leave();
});

test.each([
  [{ guild: '12' }, [2, 3]],
  [{ member: '34' }, [3]],
  [{ guild: '41771983423143937', kind: 'granted' }, [1, 4]],
  [{ kind: 'level_reached' }, []],
])('only what was asked for arrives: %j', async (filter: Record<string, string>, expected) => {
  const stream = await openStream(query.url, { filter });
  const other = { id: '34', name: 'Ben', avatar: null };
  await publish([
    granted(1),
    granted(2, { guild_id: '12' }),
    granted(3, { guild_id: '12', member: other } as Partial<RewardEvent>),
  ]);
  await publish([granted(4), levelReached(2)]);
  const last = filter.kind === 'level_reached' ? 1 : 0;
  const events = await stream.take(expected.length + last);
  expect(xpOf(events).filter((xp) => xp !== false)).toEqual(expected);
  stream.leave();
});

test('a client that comes back goes on behind the last event it saw, within a frame too', async () => {
  const frame = await publish(many(3, 1));
  await read(await publish(many(2, 4)));
  const stream = await openStream(query.url, { lastEventId: `${frame}-1`, recent: 5 });
  expect(xpOf(await stream.take(3))).toEqual([3, 4, 5]);
  await publish([granted(6)]);
  expect(xpOf(await stream.take(1))).toEqual([6]);
  stream.leave();
});

test('what the feed has forgotten comes from the stream of frames, without a gap or a double', async () => {
  const numbers = [];
  for (let n = 0; n < 12; n++) numbers.push(await publish(many(100, 1 + n * 100)));
  await read(numbers.at(-1) ?? 0);
  const resumed = openStream(query.url, { lastEventId: `${numbers[1]}-50` });
  const later = [];
  for (let n = 0; n < 5; n++) later.push(publish(many(10, 1201 + n * 10)));
  await Promise.all(later);
  const stream = await resumed;
  const events = await stream.take(1250 - 151);
  expect(events[0]?.id).toBe(`${numbers[1]}-51`);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(xpOf(events).slice(0, 1049)).toEqual(upTo(152, 1200));
  expect(xpOf(events).sort((a, b) => Number(a) - Number(b))).toEqual(upTo(152, 1250));
  stream.leave();
});

test('what was purged from the stream is passed over', async () => {
  const numbers: number[] = [];
  for (let n = 0; n < 8; n++) numbers.push(await publish(many(100, 1 + n * 100)));
  await read(numbers[7] ?? 0);
  await bus.jsm.streams.purge('REWARDS', { keep: 1 });
  const stream = await openStream(query.url, { lastEventId: `${numbers[0]}-99` });
  expect(xpOf(await stream.take(500))).toEqual(upTo(301, 800));
  stream.leave();
});

test.each([
  ['a frame that is not reached yet', '999999999999999-0'],
  ['zero', '0-0'],
  ['a negative one', '-5-0'],
  ['words', 'latest'],
  ['an exponent', '1e9-1'],
  ['far too many digits', '9'.repeat(4_000)],
  ['a path', '../../etc/passwd'],
])('an id that was never given (%s) starts with what is new', async (_, lastEventId) => {
  await read(await publish([granted(1)]));
  const stream = await openStream(query.url, { lastEventId });
  await publish([granted(2)]);
  expect(xpOf(await stream.take(1))).toEqual([2]);
  stream.leave();
});

test('a fresh process still has the past to begin with', async () => {
  await publish(many(3, 1));
  const second = await startQuery({ databaseUrl: database.url, natsUrl: nats.url });
  await until(() => second.ready.report().ready);
  const stream = await openStream(second.url, { recent: 2 });
  expect(xpOf(await stream.take(2))).toEqual([2, 3]);
  stream.leave();
  await second.stop();
});

test('what the stream of frames still tells of somebody erased is not replayed, by a fresh process neither', async () => {
  const gone = { id: '730000000000000001', name: 'Gone', avatar: null };
  const first = await publish([granted(1), granted(2, { member: gone }), granted(3)]);
  await publish([memberErased(gone.id), granted(4, { member: gone })]);
  for (let n = 0; n < 210; n++) void publish(many(3, 5 + n * 3));
  await read(await publish([granted(1000)]));
  const fresh = await startQuery({ databaseUrl: database.url, natsUrl: nats.url });
  await until(() => fresh.ready.report().ready);
  for (const url of [query.url, fresh.url]) {
    const stream = await openStream(url, { lastEventId: `${first}-0` });
    const events = await stream.take(5);
    expect(events.map(({ id }) => id)).toEqual([
      `${first}-2`,
      ...[0, 1].map((index) => `${first + 1}-${index}`),
      ...[0, 1].map((index) => `${first + 2}-${index}`),
    ]);
    stream.leave();
  }
  await fresh.stop();
});

test('a silent stream is kept alive by comments', async () => {
  const stream = await openStream(query.url);
  await until(() => stream.comments.length >= 2);
  stream.leave();
});

test('streams beyond the limit are refused, until one leaves', async () => {
  const open = await Promise.all([openStream(query.url), openStream(query.url), openStream(query.url)]);
  const refused = await fetch(`${query.url}/v1/stream`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  expect(refused.headers.get('content-type')).toMatch(/problem\+json/);
  await refused.text();
  open[0]?.leave();
  await until(async () => {
    const next = await openStream(query.url).catch(() => null);
    next?.leave();
    return next !== null;
  });
  for (const stream of open) stream.leave();
});

test('a client that does not read is cut off, and the others notice nothing', async () => {
  const { port } = new URL(query.url);
  const deaf = connect(Number(port), '127.0.0.1', () => {
    deaf.write('GET /v1/stream HTTP/1.1\r\nhost: test\r\n\r\n');
  });
  const cut = new Promise<void>((resolve) => deaf.once('close', () => resolve()));
  deaf.on('error', () => {});
  await new Promise<void>((resolve) => deaf.once('readable', () => resolve()));
  const reader = await openStream(query.url);
  const rounds = 40;
  for (let n = 0; n < rounds; n++) {
    await publish(many(1_000, n * 1_000));
    expect(await reader.take(1_000)).toHaveLength(1_000);
  }
  deaf.resume();
  await cut;
  reader.leave();
});

test('stopping ends open streams at once', async () => {
  const stream = await openStream(query.url);
  await query.stop();
  await stream.ended;
  await expect(fetch(query.url)).rejects.toThrow();
});

test('a lost connection to NATS ends the streams; afterwards nothing is missing', async () => {
  const stream = await openStream(query.url);
  const frame = await publish([granted(1)]);
  await stream.take(1);
  await bus.close();
  await nats.stop();
  await stream.ended;
  await until(() => !query.ready.report().ready);
  expect((await fetch(`${query.url}/v1/stream`)).status).toBe(503);

  nats = await startNats({ dataDir: folder.path, durable: false, port: nats.port });
  bus = await connectBus({ url: nats.url, name: 'test' });
  await publish([granted(2)]);
  await until(() => query.ready.report().ready);
  await publish([granted(3)]);
  const back = await openStream(query.url, { lastEventId: `${frame}-0` });
  expect(xpOf(await back.take(2))).toEqual([2, 3]);
  back.leave();
});

/** As after a wipe that was accepted. */
async function makeAnew(published: number): Promise<void> {
  await bus.jsm.streams.delete('REWARDS');
  await bus.jsm.streams.add(rewardsStream());
  await standInForLost(bus, 'main', { published, log: { created: 'then', sequence: published } });
}

test('ids outlive the stream of frames: what came behind them in a new one is sent, and nothing else', async () => {
  for (let n = 1; n <= 6; n++) await publish(many(3, n * 10));
  await read(6);
  await makeAnew(6);
  for (let n = 7; n <= 220; n++) void publish(many(3, n * 10));
  await read(await publish([granted(1)]));
  const fresh = await startQuery({ databaseUrl: database.url, natsUrl: nats.url });
  await until(() => fresh.ready.report().ready);
  const firstBehind = async (lastEventId: string, url: string) => {
    const stream = await openStream(url, { lastEventId });
    const [event] = await stream.take(1);
    stream.leave();
    return event?.id;
  };
  for (const [lastEventId, first] of [
    ['4-1', '7-0'],
    ['6-2', '7-0'],
    ['7-0', '7-1'],
    ['9-1', '9-2'],
    ['219-2', '220-0'],
  ] as const) {
    for (const { url } of [query, fresh]) expect(await firstBehind(lastEventId, url)).toBe(first);
  }
  await fresh.stop();
});

/** Follows as a browser does, which opens the stream again behind the last event that it has seen. */
async function follow(url: string, seen: string[], left: AbortSignal): Promise<void> {
  while (!left.aborted) {
    const last = seen.at(-1);
    const stream = await openStream(url, last ? { lastEventId: last } : {}).catch(() => null);
    if (stream) left.addEventListener('abort', stream.leave);
    const next = () => stream?.take(1).catch(() => []) ?? [];
    for (let [event] = await next(); event; [event] = await next()) seen.push(event.id);
    await sleep(20);
  }
}

test('who follows while the stream of frames is made anew misses nothing that comes, and is told nothing twice', async () => {
  // It does not look whether the stream is another one: it is led on by sequence, past the first frames.
  const trusting = await startQuery({
    databaseUrl: database.url,
    natsUrl: nats.url,
    limits: { checkEveryMs: 600_000 },
  });
  const left = new AbortController();
  const readers = [query, trusting].map(({ url }) => {
    const seen: string[] = [];
    return { seen, ended: follow(url, seen, left.signal) };
  });
  let last = 0;
  const publishUntil = (isTrue: (seen: string[]) => boolean) =>
    until(async () => {
      last = await publish([granted(1)]);
      return readers.every(({ seen }) => isTrue(seen));
    });
  const allRead = () => until(() => readers.every(({ seen }) => seen.at(-1) === `${last}-0`));
  await publishUntil((seen) => seen.length > 0);
  await allRead();
  await makeAnew(last);
  const before = last;
  await publishUntil((seen) => seen.at(-1) !== `${before}-0`);
  await allRead();
  left.abort();
  for (const { seen, ended } of readers) {
    await ended;
    const first = Number(seen[0]?.split('-')[0]);
    expect(seen).toEqual(upTo(first, last).map((frame) => `${frame}-0`));
  }
  await trusting.stop();
}, 60_000);

test('where the numbers of frames begin again as well, the feed begins again', async () => {
  await read(await publish(many(3, 1)).then(() => publish(many(3, 4))));
  await bus.jsm.streams.delete('REWARDS');
  await bus.jsm.streams.add(rewardsStream());
  await framePublisher(() => bus)([granted(7)]);
  await until(async () => {
    const stream = await openStream(query.url, { recent: 10 }).catch(() => null);
    const events = stream ? await Promise.race([stream.take(1), sleep(100).then(() => [])]) : [];
    stream?.leave();
    return xpOf(events)[0] === 7;
  });
});

test('it starts while NATS is away, and streams once it is there', async () => {
  const port = await freePort();
  const alone = await startQuery({ databaseUrl: database.url, natsUrl: `nats://127.0.0.1:${port}` });
  expect((await fetch(`${alone.url}/v1/stream`)).status).toBe(503);
  const late = temporaryFolder('synapse-query-');
  const server = await startNats({ dataDir: late.path, durable: false, port });
  const owner = await connectBus({ url: server.url, name: 'test' });
  await owner.jsm.streams.add(rewardsStream());
  await until(() => alone.ready.report().ready);
  const stream = await openStream(alone.url);
  await framePublisher(() => owner)([granted(5)]);
  expect(xpOf(await stream.take(1))).toEqual([5]);
  stream.leave();
  await alone.stop();
  await owner.close();
  await server.stop();
  late.remove();
});

test('ten thousand idle streams of one address: few are open, and others notice nothing', async () => {
  await query.stop();
  query = await startQuery({ databaseUrl: roleUrl(database.url, 'synapse_query'), natsUrl: nats.url });
  await until(() => query.ready.report().ready);
  const agent = new Agent({ keepAlive: true, maxSockets: 150 });
  const open: IncomingMessage[] = [];
  const refusals = await Promise.all(Array.from({ length: 10_000 }, () => askForStream(agent, open)));
  expect(open).toHaveLength(100);
  expect(new Set(refusals)).toEqual(new Set([200, 429]));
  expect((await fetch(`${query.url}/v1/overview`)).status).toBe(200);
  agent.destroy();
  await until(async () => {
    const stream = await openStream(query.url).catch(() => null);
    stream?.leave();
    return stream !== null;
  });
}, 60_000);

/** Stays in a stream that it is given, and reads a refusal whole. */
const askForStream = (agent: Agent, open: IncomingMessage[]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(`${query.url}/v1/stream`, { agent }, (answer) => {
      if (answer.statusCode === 200) open.push(answer.on('error', () => {}));
      else answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
