import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUS_USERS, type BusUser, encodeRewardFrame } from '@synapse/contracts';
import { eventually, type NatsServer, startNats, temporaryFolder } from '@synapse/testkit';
import {
  type Bus,
  connectBus,
  createRelay,
  ensureStream,
  ensureSubscribersCopy,
  readRewards,
  rewardsStream,
} from './index.js';

const passwords = Object.fromEntries(BUS_USERS.map((user) => [user, 'p'])) as Record<BusUser, string>;

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let engine: Bus;
let theirs: Bus;

beforeEach(async () => {
  folder = temporaryFolder();
  nats = await startNats({ dataDir: folder.path, durable: false, passwords });
  engine = await connectBus({ url: nats.urlOf('reward-engine'), name: 'engine' });
  theirs = await connectBus({ url: nats.urlOf('subscriber'), name: 'theirs' });
  await ensureStream(engine, rewardsStream());
});

afterEach(async () => {
  await engine.close();
  await theirs.close();
  await nats.stop();
  folder.remove();
});

/** Publishes frames 1, 2, … up to `last`. */
async function publishTo(last: number): Promise<void> {
  const publish = await createRelay(engine, 'main');
  for (let frame = 1; frame <= last; frame += 1) {
    const log = { created: '2026-01-01T00:00:00.000Z', sequence: frame };
    const body = encodeRewardFrame({ v: 1, community: 'main', frame, log, events: [] });
    await publish({ frame, body, traceparent: null });
  }
}

/** The first `count` frames from a sequence on: where they lie, and their numbers. */
async function read(count: number, from: number): Promise<[sequence: number, frame: number][]> {
  const found: [number, number][] = [];
  const signal = AbortSignal.timeout(20_000);
  for await (const { sequence, frame } of readRewards(theirs, { community: 'main', from, signal })) {
    found.push([sequence, frame.frame]);
    if (found.length === count) return found;
  }
  throw new Error(`Only ${found.length} frames came.`);
}

test('the copy has every frame under the sequence that it has in the original, before and after a restart', async () => {
  await publishTo(3);
  expect(await ensureSubscribersCopy(engine)).toBe(true);
  expect(await read(3, 1)).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  await nats.kill();
  nats = await startNats({ dataDir: folder.path, durable: false, passwords, port: nats.port });
  await eventually('the connection', () =>
    publishTo(5).then(
      () => true,
      () => false,
    ),
  );
  expect(await read(2, 4)).toEqual([
    [4, 4],
    [5, 5],
  ]);
}, 60_000);

test('a copy that is right stays, with the places of its readers', async () => {
  await publishTo(2);
  await ensureSubscribersCopy(engine);
  await read(2, 1);
  await theirs.jsm.consumers.add('REWARDS', { durable_name: 'announcer' });
  await ensureSubscribersCopy(engine);
  expect((await theirs.jsm.consumers.info('REWARDS', 'announcer')).name).toBe('announcer');
});

test('a copy of a stream that is gone is made anew', async () => {
  await publishTo(3);
  await ensureSubscribersCopy(engine);
  await read(3, 1);
  const operator = await connectBus({ url: nats.url, name: 'operator' });
  await operator.jsm.streams.delete('REWARDS');
  await operator.close();
  await ensureStream(engine, rewardsStream());
  await publishTo(1);
  await ensureSubscribersCopy(engine);
  expect(await read(1, 1)).toEqual([[1, 1]]);
  await eventually(
    'nothing else',
    async () => (await theirs.jsm.streams.info('REWARDS')).state.last_seq === 1,
  );
});

test('a copy of a stream that was restored to an earlier moment is made anew', async () => {
  const store = join(folder.path, 'jetstream/jetstream/SYNAPSE/streams/REWARDS');
  const copy = join(folder.path, 'copy');
  const whileStopped = async (work: () => void) => {
    await nats.stop();
    work();
    nats = await startNats({ dataDir: folder.path, durable: false, passwords, port: nats.port });
  };
  await publishTo(3);
  await ensureSubscribersCopy(engine);
  await whileStopped(() => cpSync(store, copy, { recursive: true }));
  await eventually('the connection', () =>
    publishTo(6).then(
      () => true,
      () => false,
    ),
  );
  await read(6, 1);
  await whileStopped(() => {
    rmSync(store, { recursive: true });
    cpSync(copy, store, { recursive: true });
  });
  await eventually('the connection', () =>
    ensureSubscribersCopy(engine).then(
      () => true,
      () => false,
    ),
  );
  await publishTo(5);
  expect(await read(5, 1)).toEqual([1, 2, 3, 4, 5].map((n) => [n, n]));
  expect((await theirs.jsm.streams.info('REWARDS')).state.last_seq).toBe(5);
}, 90_000);

test('a server without accounts has no copy, and needs none', async () => {
  const plain = temporaryFolder();
  const server = await startNats({ dataDir: plain.path, durable: false });
  const bus = await connectBus({ url: server.url, name: 'test' });
  await ensureStream(bus, rewardsStream());
  expect(await ensureSubscribersCopy(bus)).toBe(false);
  await bus.close();
  await server.stop();
  plain.remove();
});
