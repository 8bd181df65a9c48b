import { type Entry, encodeRewardFrame, type RuleSet } from '@synapse/contracts';
import {
  buildFact,
  eventually,
  type NatsServer,
  publishFacts,
  publishRules,
  startNats,
  temporaryFolder,
} from '@synapse/testkit';
import {
  type Bus,
  BusUnreachableError,
  checkDurability,
  connectBus,
  createRelay,
  ensureStream,
  factsStream,
  followRuleSets,
  isTransient,
  LogHoleError,
  LogMissingError,
  lastRewardFrame,
  logState,
  publishFrame,
  readLog,
  rewardsStream,
  StreamDiffersError,
  UnsafeDurabilityError,
} from './index.js';

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let bus: Bus;

beforeEach(async () => {
  folder = temporaryFolder();
  nats = await startNats({ dataDir: folder.path, durable: false });
  bus = await connectBus({ url: nats.url, name: 'test' });
});

afterEach(async () => {
  await bus.close();
  await nats.stop();
  folder.remove();
});

const member = (n: number) => buildFact('member_join', { id: `member_join:s:${n}` });

async function read(
  count: number,
  after = 0,
  limits?: { entries: number; bytes: number },
): Promise<Entry[][]> {
  const enough = new AbortController();
  const batches: Entry[][] = [];
  for await (const batch of readLog(bus, {
    community: 'main',
    after,
    signal: enough.signal,
    ...(limits && { limits }),
  })) {
    batches.push(batch);
    if (batches.flat().length >= count) enough.abort();
  }
  return batches;
}

describe('the log', () => {
  beforeEach(() => ensureStream(bus, factsStream('main')));

  test('is read in order from any place, in whole entries', async () => {
    for (let n = 1; n <= 5; n += 1) await publishFacts(bus, 'main', [member(n)]);
    const entries = (await read(3, 2)).flat();
    expect(entries.map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    expect(entries[0]).toMatchObject({ subject: 'synapse.facts.v1.main.discord' });
  });

  test('batches are what has arrived meanwhile, up to their limits', async () => {
    for (let n = 1; n <= 10; n += 1) await publishFacts(bus, 'main', [member(n)]);
    const batches = await read(10, 0, { entries: 4, bytes: 1_000_000 });
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(4);
    expect(batches.flat()).toHaveLength(10);
  });

  test('one entry is taken however large it is', async () => {
    await publishFacts(bus, 'main', [member(1)]);
    await publishFacts(bus, 'main', [member(2)]);
    expect((await read(2, 0, { entries: 10, bytes: 1 })).map(({ length }) => length)).toEqual([1, 1]);
  });

  test('an entry that was purged unread is an error, not a gap to step over', async () => {
    for (let n = 1; n <= 3; n += 1) await publishFacts(bus, 'main', [member(n)]);
    await bus.jsm.streams.purge('FACTS_main', { seq: 3 });
    await expect(read(3)).rejects.toThrow(LogHoleError);
  });

  describe('that was set back and filled up again is an error, not a log to go on with', () => {
    const fill = async (count: number) => {
      for (let n = 1; n <= count; n += 1) await publishFacts(bus, 'main', [member(n)]);
    };
    const setBackAndFill = async () => {
      await bus.jsm.streams.delete('FACTS_main');
      await ensureStream(bus, factsStream('main'));
      await fill(5);
    };

    test('before it is read on', async () => {
      await fill(3);
      const last = (await read(3)).flat().at(-1);
      const on = async () => {
        const enough = AbortSignal.timeout(5_000);
        const options = { community: 'main', after: 3, loggedAt: last?.loggedAt ?? null, signal: enough };
        for await (const entries of readLog(bus, options)) return entries;
        return null;
      };
      await fill(1);
      expect(await on()).toMatchObject([{ sequence: 4 }]);
      await setBackAndFill();
      await expect(on()).rejects.toThrow('entry 3 is another one than was read');
    });

    test('while it is being read', async () => {
      await fill(3);
      const seen: number[] = [];
      const reading = (async () => {
        for await (const batch of readLog(bus, {
          community: 'main',
          after: 0,
          signal: AbortSignal.timeout(45_000),
        }))
          seen.push(...batch.map(({ sequence }) => sequence));
      })();
      reading.catch(() => {});
      await eventually('what there is to be read', () => seen.length === 3);
      await setBackAndFill();
      await expect(reading).rejects.toThrow('entry 3 is another one than was read');
      expect(seen).toEqual([1, 2, 3]);
    }, 60_000);
  });

  test('goes on after the server was killed and came back', async () => {
    await publishFacts(bus, 'main', [member(1)]);
    const enough = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const batch of readLog(bus, { community: 'main', after: 0, signal: enough.signal })) {
        seen.push(...batch.map(({ sequence }) => sequence));
        if (seen.includes(2)) enough.abort();
      }
    })();
    await eventually('the first entry', () => seen.length === 1);
    await nats.kill();
    nats = await startNats({ dataDir: folder.path, durable: false, port: nats.port });
    await eventually('the second to be published', async () => {
      try {
        return await publishFacts(bus, 'main', [member(2)]);
      } catch (error) {
        if (!isTransient(error)) throw error;
        return null;
      }
    });
    await reading;
    expect(seen).toEqual([1, 2]);
  });

  test('says where it stands, and that it is missing when it is', async () => {
    expect(await logState(bus, 'main')).toMatchObject({ first: 1, last: 0 });
    await publishFacts(bus, 'main', [member(1)]);
    expect(await logState(bus, 'main')).toMatchObject({ first: 1, last: 1 });
    await expect(logState(bus, 'elsewhere')).rejects.toThrow(LogMissingError);
  });

  test('a frame published again with its id is dropped by the server', async () => {
    const frame = { subject: 'synapse.facts.v1.main.discord', id: 'f:1', body: Buffer.from('{}') };
    expect(await publishFrame(bus, frame)).toEqual({ sequence: 1, duplicate: false });
    expect(await publishFrame(bus, frame)).toEqual({ sequence: 1, duplicate: true });
  });

  test('the trace travels with the frame', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await publishFrame(bus, {
      subject: 'synapse.facts.v1.main.discord',
      id: 'f:1',
      body: Buffer.from('{}'),
      traceparent,
    });
    expect((await read(1)).flat()[0]?.traceparent).toBe(traceparent);
  });

  test('a full log refuses, and that means "wait"', async () => {
    await bus.jsm.streams.delete('FACTS_main');
    await ensureStream(bus, factsStream('main', { maxBytes: 1024 }));
    const body = Buffer.alloc(900);
    const subject = 'synapse.facts.v1.main.discord';
    await publishFrame(bus, { subject, id: 'f:1', body });
    const refused = await publishFrame(bus, { subject, id: 'f:2', body }).catch((error: unknown) => error);
    expect(isTransient(refused)).toBe(true);
    expect((await logState(bus, 'main')).first).toBe(1);
  });

  test('followers get the last rule set, then each new one; an unreadable one is reported', async () => {
    await publishRules(bus, 'main', { version: 1 });
    await publishRules(bus, 'main', { version: 2 });
    const seen: number[] = [];
    const unreadable: unknown[] = [];
    const stop = new AbortController();
    await followRuleSets(bus, 'main', {
      onRuleSet: ({ version }: RuleSet) => seen.push(version),
      onUnreadable: (error) => unreadable.push(error),
      signal: stop.signal,
    });
    await publishRules(bus, 'main', { version: 3 });
    await bus.js.publish('synapse.facts.v1.main.config', '{"version":4}');
    await eventually('all of them', () => seen.length === 2 && unreadable.length === 1);
    expect(seen).toEqual([2, 3]);
    stop.abort();
  });
});

describe('streams', () => {
  test('are made once, and a second start finds them as they are', async () => {
    await ensureStream(bus, factsStream('main'));
    await ensureStream(bus, factsStream('main'));
    await ensureStream(bus, rewardsStream());
    await ensureStream(bus, rewardsStream());
  });

  test('may be given more room', async () => {
    for (const max_bytes of [8 * 1024 ** 3, -1]) {
      await ensureStream(bus, factsStream('main'));
      await bus.jsm.streams.update('FACTS_main', { max_bytes });
      await ensureStream(bus, factsStream('main'));
    }
  });

  test('that differ are refused, with each difference and what to do', async () => {
    await bus.jsm.streams.add({ name: 'FACTS_main', subjects: ['synapse.facts.v1.main.>'], max_bytes: 1 });
    const refused = await ensureStream(bus, factsStream('main')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StreamDiffersError);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/max_bytes is 1, expected \d+.*/),
      hint: expect.stringContaining('nats stream edit FACTS_main'),
    });
  });
});

describe('reward frames', () => {
  const frame = (n: number) => ({
    frame: n,
    body: encodeRewardFrame({
      v: 1,
      community: 'main',
      frame: n,
      log: { created: 'x', sequence: n },
      events: [],
    }),
    traceparent: null,
  });
  beforeEach(() => ensureStream(bus, rewardsStream()));

  const published = async () => (await bus.jsm.streams.info('REWARDS')).state.messages;

  test('leave in order, and one that is out already does not leave again', async () => {
    const relay = await createRelay(bus, 'main');
    await relay(frame(1));
    await relay(frame(2));
    await relay(frame(2));
    await (await createRelay(bus, 'main'))(frame(1));
    expect(await published()).toBe(2);
    expect(await lastRewardFrame(bus, 'main')).toMatchObject({ frame: { frame: 2 }, sequence: 2 });
  });

  test('one whose answer was lost is not doubled by its retry, however late', async () => {
    const before = await createRelay(bus, 'main');
    await (await createRelay(bus, 'main'))(frame(1));
    await bus.jsm.streams.update('REWARDS', { duplicate_window: 100_000_000 });
    await before(frame(1));
    await before(frame(2));
    expect(await published()).toBe(2);
  });

  test('communities do not get into each other’s way', async () => {
    await (await createRelay(bus, 'main'))(frame(1));
    await (await createRelay(bus, 'other'))(frame(1));
    expect(await published()).toBe(2);
  });
});

describe('the connection', () => {
  test('to nowhere is refused in words that name the address and the variable, not the password', async () => {
    const refused = await connectBus({ url: 'nats://ada:secret@127.0.0.1:1', name: 'test' }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(BusUnreachableError);
    expect(refused).toMatchObject({
      message: expect.stringContaining('127.0.0.1:1'),
      hint: expect.stringContaining('NATS_URL'),
    });
    expect(String((refused as Error).message)).not.toContain('secret');
  });

  test('a single server that acknowledges before it syncs is refused; one that syncs is not', async () => {
    await expect(checkDurability(bus, nats.monitorUrl)).rejects.toThrow(UnsafeDurabilityError);
    const other = temporaryFolder();
    const durable = await startNats({ dataDir: other.path, durable: true });
    await checkDurability(bus, durable.monitorUrl);
    await durable.stop();
    other.remove();
  });
});

test('a clock that is set back keeps nobody from coming back', async () => {
  const { now } = Date;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 180_000);
  const early = await connectBus({ url: nats.url, name: 'early' });
  clock.mockRestore();
  await nats.stop();
  nats = await startNats({ dataDir: folder.path, durable: false, port: nats.port });
  await eventually('to be connected again', () => early.nc.rtt().catch(() => null), 15_000);
  await early.close();
}, 30_000);
