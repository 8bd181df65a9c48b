import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRewardFrame } from '@synapse/contracts';
import { eventually, type NatsServer, startNats, temporaryFolder } from '@synapse/testkit';
import {
  type Bus,
  connectBus,
  createRelay,
  ensureStream,
  lastRewardFrame,
  placeBehindLost,
  RewardsLostError,
  type RewardsPlace,
  readEveryFrame,
  readFramesFrom,
  rewardsStream,
  standInForLost,
} from './index.js';

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let bus: Bus;

beforeEach(async () => {
  folder = temporaryFolder();
  nats = await startNats({ dataDir: folder.path, durable: false });
  bus = await connectBus({ url: nats.url, name: 'test' });
  await ensureStream(bus, rewardsStream());
});

afterEach(async () => {
  await bus.close();
  await nats.stop();
  folder.remove();
});

const outgoing = (frame: number) => ({
  frame,
  body: encodeRewardFrame({
    v: 1,
    community: 'main',
    frame,
    log: { created: 'x', sequence: frame },
    events: [],
  }),
  traceparent: null,
});

/** Publishes frames, as an engine would that has published those before. */
async function publish(...frames: number[]): Promise<void> {
  const relay = await createRelay(bus, 'main');
  for (const frame of frames) await relay(outgoing(frame));
}

async function anew(): Promise<void> {
  await bus.jsm.streams.delete('REWARDS');
  await ensureStream(bus, rewardsStream());
}

/** Reads until so many were read. */
function reader(after: RewardsPlace, failsAt?: number) {
  const over = new AbortController();
  const read: number[] = [];
  const noted: RewardsPlace[] = [];
  const note = async (place: RewardsPlace) => void noted.push(place);
  const frames = readEveryFrame(bus, {
    ...{ community: 'main', after, service: 'bot', note, signal: over.signal, lookEveryMs: 100 },
  });
  const ended = (async () => {
    for await (const { frame } of frames) {
      if (frame.frame === failsAt) throw new Error('The reader failed.');
      read.push(frame.frame);
    }
  })();
  ended.catch(() => {});
  return {
    read,
    noted,
    ended,
    upTo: (last: number) => eventually(`frame ${last} to be read`, () => read.includes(last)),
    async stop() {
      over.abort();
      await ended;
    },
  };
}

describe('a reader of every frame', () => {
  test('goes on in a stream that was made anew under it, whatever its sequences', async () => {
    await publish(1, 2, 3);
    const { read, upTo, stop } = reader({ sequence: 0, frame: 0 });
    await upTo(3);
    await anew();
    await publish(4, 5, 6, 7, 8);
    await upTo(8);
    expect(read).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await stop();
  }, 30_000);

  test('goes on in a stream that was made anew and has grown while it was away', async () => {
    await publish(1, 2, 3);
    await anew();
    await publish(4, 5, 6, 7, 8);
    const { read, upTo, stop } = reader({ sequence: 3, frame: 3 });
    await upTo(8);
    expect(read).toEqual([4, 5, 6, 7, 8]);
    await stop();
  });

  test('passes over what it has read of a stream that was restored', async () => {
    await publish(1, 2);
    const { read, upTo, stop } = reader({ sequence: 5, frame: 5 });
    await publish(6, 7);
    await upTo(7);
    expect(read).toEqual([6, 7]);
    await stop();
  });

  test.each([
    ['purged', () => bus.jsm.streams.purge('REWARDS')],
    ['made anew', anew],
  ])('says which frames a stream lacks that was %s', async (_, break_) => {
    await publish(1, 2, 3, 4);
    await break_();
    await publish(5);
    const { ended } = reader({ sequence: 2, frame: 2 });
    const refused = await ended.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RewardsLostError);
    expect(refused).toMatchObject({
      message: expect.stringContaining('frames 3 to 4'),
      hint: expect.stringContaining('services/bot/dist/accept-rewards-main.js'),
    });
  });

  test('goes on behind them once that is accepted', async () => {
    await publish(1, 2, 3, 4);
    await anew();
    await publish(5, 6);
    const found = await placeBehindLost(bus, 'main', { sequence: 2, frame: 2 });
    expect(found).toEqual({ place: { sequence: 0, frame: 4 }, missing: 'frames 3 to 4' });
    const { read, upTo, stop } = reader(found?.place ?? { sequence: 0, frame: 0 });
    await upTo(6);
    expect(read).toEqual([5, 6]);
    await stop();
    expect(await placeBehindLost(bus, 'main', { sequence: 2, frame: 6 })).toBeNull();
  });

  test('that was of an earlier release goes on behind its sequence', async () => {
    await publish(1, 2, 3);
    const { read, upTo, stop } = reader({ sequence: 2, frame: null });
    await upTo(3);
    expect(read).toEqual([3]);
    await stop();
  });

  test('keeps its place once in a thousand frames and in the end, but not behind a frame at which it failed', async () => {
    const relay = await createRelay(bus, 'main');
    for (let frame = 1; frame <= 1_003; frame += 1) await relay(outgoing(frame));
    const { noted, upTo, stop } = reader({ sequence: 0, frame: 0 });
    await upTo(1_003);
    await stop();
    expect(noted).toEqual([1_000, 1_003].map((place) => ({ sequence: place, frame: place })));
    const failing = reader({ sequence: 0, frame: 0 }, 3);
    await expect(failing.ended).rejects.toThrow('The reader failed.');
    expect(failing.noted).toEqual([{ sequence: 2, frame: 2 }]);
  });

  test('that is told to stop has no more to say', async () => {
    await publish(1);
    const { upTo, stop } = reader({ sequence: 0, frame: 0 });
    await upTo(1);
    await stop();
  });
});

describe('a reader of frames from a number on', () => {
  async function firstFrom(first: number): Promise<number | undefined> {
    const { signal } = new AbortController();
    for await (const { frame } of readFramesFrom(bus, { community: 'main', first, signal })) return frame;
    return undefined;
  }

  test('finds it among those of other communities, in a stream that was made anew, and where earlier ones are gone', async () => {
    await publish(1, 2, 3);
    await anew();
    await standInForLost(bus, 'main', { published: 3, log: { created: 'x', sequence: 3 } });
    const relay = await createRelay(bus, 'main', 3);
    const other = await createRelay(bus, 'other');
    for (let frame = 4; frame <= 40; frame += 1) {
      await relay(outgoing(frame));
      for (let n = 0; n < frame; n += 1) await other(outgoing(frame * 100 + n));
    }
    for (const first of [4, 5, 6, 20, 39, 40]) expect(await firstFrom(first)).toBe(first);
    expect(await Promise.all([firstFrom(1), firstFrom(3)])).toEqual([3, 3]);
    const next = firstFrom(41);
    const later = firstFrom(43);
    for (const frame of [41, 42, 43]) await relay(outgoing(frame));
    expect(await Promise.all([next, later])).toEqual([41, 43]);
    await bus.jsm.streams.purge('REWARDS', { keep: 1 });
    expect(await firstFrom(5)).toBe(43);
  });
});

describe('the publisher of frames', () => {
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  test.each([
    ['is gone', () => bus.jsm.streams.delete('REWARDS')],
    ['was made anew', anew],
  ])('stops when its stream %s, before anything is passed over', async (_, break_) => {
    const relay = await createRelay(bus, 'main');
    await relay(outgoing(1));
    await relay(outgoing(2));
    await break_();
    expect(await refusal(relay(outgoing(3)))).toBeInstanceOf(RewardsLostError);
    const refused = await refusal(createRelay(bus, 'main', 2));
    expect(refused).toMatchObject({
      hint: expect.stringContaining('reward-engine/dist/accept-rewards-main.js'),
    });
  });

  test('stops when its stream was restored to an earlier moment', async () => {
    const store = join(folder.path, 'jetstream/jetstream/$G/streams/REWARDS');
    const relay = await createRelay(bus, 'main');
    await relay(outgoing(1));
    await nats.stop();
    cpSync(store, join(folder.path, 'copy'), { recursive: true });
    nats = await startNats({ dataDir: folder.path, durable: false, port: nats.port });
    await eventually('the connection', () =>
      relay(outgoing(2)).then(
        () => true,
        () => false,
      ),
    );
    await relay(outgoing(3));
    await nats.stop();
    rmSync(store, { recursive: true });
    cpSync(join(folder.path, 'copy'), store, { recursive: true });
    nats = await startNats({ dataDir: folder.path, durable: false, port: nats.port });
    let refused: unknown;
    await eventually('a refusal', async () => {
      refused = await refusal(relay(outgoing(4)));
      return refused instanceof RewardsLostError;
    });
    expect(refused).toMatchObject({ message: expect.stringContaining('frames 2 to 3 of main') });
  }, 60_000);

  test('goes on in a stream that is empty because it was purged', async () => {
    const relay = await createRelay(bus, 'main');
    await relay(outgoing(1));
    await bus.jsm.streams.purge('REWARDS');
    await relay(outgoing(2));
    await bus.jsm.streams.purge('REWARDS');
    await (await createRelay(bus, 'main', 2))(outgoing(3));
    expect((await lastRewardFrame(bus, 'main'))?.frame.frame).toBe(3);
  });

  test('goes on behind a frame that stands for what is gone, once that is accepted', async () => {
    await publish(1, 2, 3);
    await anew();
    const accepted = { published: 3, log: { created: 'x', sequence: 3 } };
    expect(await standInForLost(bus, 'main', accepted)).toBe('frames 1 to 3');
    expect(await standInForLost(bus, 'main', accepted)).toBeNull();
    await (await createRelay(bus, 'main', 3))(outgoing(4));
    const { read, upTo, stop } = reader({ sequence: 3, frame: 3 });
    await upTo(4);
    expect(read).toEqual([4]);
    await stop();
    const { ended } = reader({ sequence: 2, frame: 2 });
    await expect(ended).rejects.toThrow('frame 3 of main');
  });
});
