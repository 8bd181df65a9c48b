import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Bus,
  BusUnreachableError,
  connectBus,
  createRelay,
  ensureStream,
  rewardsStream,
} from '@synapse/bus';
import { decodeRewardFrame, encodeRewardFrame, type RewardEvent } from '@synapse/contracts';
import { eventually, type NatsServer, startNats, temporaryFolder } from '@synapse/testkit';
import { once, type RewardKind, rewardKinds, seenRecently, subscribe } from './index.js';

/** One event of every kind. */
const everyKind = decodeRewardFrame(
  readFileSync(join(__dirname, '../../contracts/test/golden/reward-frame-v1.json')),
).events;

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let bus: Bus;
let publish: Awaited<ReturnType<typeof createRelay>>;

beforeEach(async () => {
  folder = temporaryFolder();
  nats = await startNats({ dataDir: folder.path, durable: false });
  bus = await connectBus({ url: nats.url, name: 'test' });
  await ensureStream(bus, rewardsStream());
  publish = await createRelay(bus, 'main');
});

afterEach(async () => {
  await bus.close();
  await nats.stop();
  folder.remove();
});

/** Publishes the next frame; frames have the numbers 1, 2, … */
const tell = (frame: number, events: readonly RewardEvent[]) =>
  publish({
    frame,
    body: encodeRewardFrame({
      v: 1,
      community: 'main',
      frame,
      log: { created: '2026-01-01T00:00:00.000Z', sequence: frame },
      events: [...events],
    }),
    traceparent: null,
  });

const level = (n: number): RewardEvent => {
  const golden = everyKind.find(({ kind }) => kind === 'level_reached') as RewardEvent;
  return { ...golden, id: `msg:${n}:level:2` };
};

/** Collects the ids of what a subscription is given, until there are so many. */
async function idsOf(count: number, options: Partial<Parameters<typeof subscribe>[0]>): Promise<string[]> {
  const ids: string[] = [];
  const subscription = await subscribe({ url: nats.url, ...options }, ({ id }) => ids.push(id));
  await eventually(`${count} events`, () => ids.length >= count);
  await subscription.stop();
  return ids;
}

test('gives every event of every kind, one by one and in order', async () => {
  await tell(1, everyKind);
  expect(await idsOf(everyKind.length, { from: 'start' })).toEqual(everyKind.map(({ id }) => id));
  expect(new Set(everyKind.map(({ kind }) => kind))).toEqual(new Set(rewardKinds));
});

test('gives only the kinds that were asked for', async () => {
  await tell(1, everyKind);
  const kinds: RewardKind[] = ['level_reached', 'season_closed'];
  const wanted = everyKind.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  expect(await idsOf(2, { from: 'start', kinds })).toEqual(wanted);
});

test('begins with what comes next, at a sequence, or at a moment', async () => {
  await tell(1, [level(1)]);
  // A moment is in whole milliseconds.
  await delay(2);
  await tell(2, [level(2)]);
  expect(await idsOf(1, { from: 2 })).toEqual(['msg:2:level:2']);
  expect(await idsOf(2, { from: new Date(0) })).toEqual(['msg:1:level:2', 'msg:2:level:2']);
  const { time } = (await bus.jsm.streams.getMessage('REWARDS', { seq: 2 })) ?? {};
  expect(await idsOf(1, { from: time as Date })).toEqual(['msg:2:level:2']);

  const ids: string[] = [];
  const subscription = await subscribe({ url: nats.url }, ({ id }) => ids.push(id));
  await tell(3, [level(3)]);
  await eventually('the new one', () => ids.length > 0);
  await subscription.stop();
  expect(ids).toEqual(['msg:3:level:2']);
});

test('a durable subscription goes on where it was, and what was not finished comes again', async () => {
  const durable = 'announcer';
  await tell(1, [level(1)]);
  await tell(2, [level(2), level(3)]);
  const seen = seenRecently();
  const effects: string[] = [];
  const first = await subscribe(
    { url: nats.url, durable, from: 'start' },
    once(seen, async ({ id }) => {
      effects.push(id);
      if (effects.length === 2) void first.stop();
    }),
  );
  await first.ended;
  expect(effects).toEqual(['msg:1:level:2', 'msg:2:level:2']);

  await tell(3, [level(4)]);
  const delivered: string[] = [];
  const second = await subscribe({ url: nats.url, durable, from: 'new' }, async (event, about) => {
    delivered.push(event.id);
    await once(seen, ({ id }) => effects.push(id))(event, about);
  });
  await eventually('the rest', () => effects.length >= 4);
  await second.stop();
  expect(delivered).toEqual(['msg:2:level:2', 'msg:3:level:2', 'msg:4:level:2']);
  expect(effects).toEqual([1, 2, 3, 4].map((n) => `msg:${n}:level:2`));
});

test('a handler that fails gets the same event again before any other', async () => {
  await tell(1, [level(1), level(2)]);
  const calls: string[] = [];
  const told: string[] = [];
  const subscription = await subscribe(
    {
      url: nats.url,
      from: 'start',
      onError: (error, { id }) => told.push(`${id}: ${(error as Error).message}`),
    },
    async ({ id }) => {
      calls.push(id);
      if (calls.length === 1) throw new Error('the mail server is away');
    },
  );
  await eventually('both', () => calls.length === 3);
  await subscription.stop();
  expect(calls).toEqual(['msg:1:level:2', 'msg:1:level:2', 'msg:2:level:2']);
  expect(told).toEqual(['msg:1:level:2: the mail server is away']);
});

test('one event is handled at a time, and stopping waits for it', async () => {
  await tell(1, [level(1), level(2)]);
  let running = 0;
  let finished = 0;
  let finish = () => {};
  const subscription = await subscribe({ url: nats.url, from: 'start' }, async () => {
    running += 1;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    finished += 1;
  });
  await eventually('the first', () => running === 1);
  let isStopped = false;
  const stopped = subscription.stop().then(() => {
    isStopped = true;
  });
  await bus.nc.flush();
  expect({ running, isStopped }).toEqual({ running: 1, isStopped: false });
  finish();
  await stopped;
  expect({ running, finished }).toEqual({ running: 1, finished: 1 });
});

test('goes on after the server was away', async () => {
  await tell(1, [level(1)]);
  const ids: string[] = [];
  const subscription = await subscribe({ url: nats.url, durable: 'd', from: 'start' }, ({ id }) =>
    ids.push(id),
  );
  const isAcknowledged = async () =>
    (await bus.jsm.consumers.info('REWARDS', 'd')).ack_floor.stream_seq === 1;
  await eventually('the first', isAcknowledged);
  await nats.kill();
  nats = await startNats({ dataDir: folder.path, durable: false, port: nats.port });
  await eventually('the connection', () =>
    tell(2, [level(2)]).then(
      () => true,
      () => false,
    ),
  );
  await eventually('the second', () => ids.includes('msg:2:level:2'), 25_000);
  await subscription.stop();
}, 60_000);

test.each([
  [{ kinds: ['level_up'] }, /no kind of event level_up; there are granted/],
  [{ durable: 'my name' }, /durable is "my name": it takes/],
  [{ from: 0 }, /from takes/],
  [{ from: new Date('yesterday') }, /from takes/],
  [{ url: '' }, /url is the address/],
])('refuses %j and says what is wrong', async (options, words) => {
  const wrong = { url: nats.url, ...options } as Parameters<typeof subscribe>[0];
  await expect(subscribe(wrong, () => {})).rejects.toThrow(words);
});

test.each([undefined, 'announcer'])(
  'ends when the stream is made anew, instead of passing over what comes then (durable: %s)',
  async (durable) => {
    const ids: string[] = [];
    const subscription = await subscribe({ url: nats.url, ...(durable && { durable }) }, ({ id }) =>
      ids.push(id),
    );
    await tell(1, [level(1)]);
    await tell(2, [level(2)]);
    await eventually('both', () => ids.length === 2);
    await bus.jsm.streams.delete('REWARDS');
    await ensureStream(bus, rewardsStream());
    publish = await createRelay(bus, 'main');
    await tell(3, [level(3)]);
    await expect(subscription.ended).rejects.toMatchObject({
      message: expect.stringContaining('reward frames'),
      hint: expect.stringContaining('Subscribe again'),
    });
    expect(ids).toHaveLength(2);
    expect(await idsOf(1, { from: 'start' })).toEqual(['msg:3:level:2']);
  },
  60_000,
);

test('says so when there is no server', async () => {
  const attempt = subscribe({ url: 'nats://127.0.0.1:1' }, () => {});
  await expect(attempt).rejects.toThrow(BusUnreachableError);
});

test('a subscription ends at once and without an error while the server is away', async () => {
  const subscription = await subscribe({ url: nats.url, durable: 'alone' }, () => {});
  await nats.stop();
  await subscription.stop();
});

test('a subscription that the server leaves while it ends does so without an error', async () => {
  const subscription = await subscribe({ url: nats.url, durable: 'left' }, () => {});
  const stopped = subscription.stop();
  await nats.kill();
  await stopped;
});
