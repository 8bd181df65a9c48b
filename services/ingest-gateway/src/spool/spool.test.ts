import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAME_MAX_BYTES, FRAME_MAX_FACTS, factLines } from '@synapse/contracts';
import type { SpoolEntry } from './commit';
import { cutFrames } from './cut-frames';
import { openLevel } from './open-level';
import { openSpool, type Spool } from './spool';

let folder: string;
let open: Spool[] = [];
const signal = new AbortController().signal;
const log = { warn: () => {}, info: () => {} };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-'));
});

afterEach(async () => {
  for (const spool of open) await spool.close();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

async function spoolWith(maxBytes = 1_000_000): Promise<Spool> {
  const spool = await openSpool({ folder, maxBytes, log, onLost: (error) => expect(error).toBeNull() });
  open.push(spool);
  return spool;
}

async function closed(spool: Spool): Promise<void> {
  await spool.close();
  open = open.filter((other) => other !== spool);
}

const fact = (line: string, community = 'main') => ({ community, line });
const session = (sequence: number) => ({
  shard: 0,
  record: { session_id: 's', resume_url: 'wss://example', shard_count: 1, sequence, at: 5 },
});

/** Makes the database, whose disk cannot be filled in a test, refuse one batch as LevelDB does then. */
async function refuseNextWrite() {
  const level = await openLevel(join(folder, 'other'));
  await level.close();
  const prototype = Object.getPrototypeOf(level) as Pick<typeof level, 'batch'>;
  return jest.spyOn(prototype, 'batch').mockRejectedValueOnce(new Error('No space left on device') as never);
}

/** Keeps the next batch from being written until it is told what becomes of it. */
async function holdNextWrite() {
  const level = await openLevel(join(folder, 'other'));
  await level.close();
  const prototype = Object.getPrototypeOf(level) as Pick<typeof level, 'batch'>;
  const batch = prototype.batch as (...about: unknown[]) => Promise<void>;
  let [goOn, fail] = [() => {}, () => {}];
  const told = new Promise<void>((resolve, reject) => {
    goOn = resolve;
    fail = () => reject(new Error('The power is gone'));
  });
  jest.spyOn(prototype, 'batch').mockImplementationOnce(async function (this: unknown, ...about: unknown[]) {
    await told;
    await batch.apply(this, about);
  } as never);
  return { goOn, fail };
}

async function drain(spool: Spool, community = 'main', most = Number.POSITIVE_INFINITY) {
  const frames: { id: string; lines: string[] }[] = [];
  while (spool.pending().frames > 0 && frames.length < most) {
    const frame = await spool.head(community, signal);
    frames.push({ id: frame.id, lines: (factLines(frame.body) ?? []).map(String) });
    await spool.drop(community, frame, signal);
  }
  return frames;
}

test('what queues while the disk writes becomes one frame; the first goes at once', async () => {
  const spool = await spoolWith();
  spool.append({ facts: [fact('"a"'), fact('"b"')] });
  await spool.head('main', signal);
  for (const line of ['"c"', '"d"', '"e"']) spool.append({ facts: [fact(line)] });
  spool.append({ facts: [fact('"x"', 'other')] });
  await spool.flushed();
  expect((await drain(spool, 'main', 2)).map(({ lines }) => lines)).toEqual([
    ['"a"', '"b"'],
    ['"c"', '"d"', '"e"'],
  ]);
  expect((await drain(spool, 'other')).map(({ lines }) => lines)).toEqual([['"x"']]);
  expect(spool.pending()).toEqual({ frames: 0, bytes: 0 });
});

/** A spool that has a session on disk. */
async function spoolInSession(): Promise<Spool> {
  const spool = await spoolWith();
  spool.append({ session: session(0) });
  await spool.flushed();
  return spool;
}

test('a frame is handed out while it is on its way to disk, and dropped when it is there', async () => {
  const spool = await spoolInSession();
  const write = await holdNextWrite();
  spool.append({ facts: [fact('1')], session: session(1) });
  const frame = await spool.head('main', signal);
  expect(spool.session(0)).toMatchObject({ sequence: 0 });
  let isDropped = false;
  const dropped = spool.drop('main', frame, signal).then(() => {
    isDropped = true;
  });
  await new Promise(setImmediate);
  expect(isDropped).toBe(false);
  write.goOn();
  await dropped;
  expect(spool.session(0)).toMatchObject({ sequence: 1 });
  expect(spool.pending()).toEqual({ frames: 0, bytes: 0 });
});

test('a frame that never came to disk leaves its number, and not its id, to another one', async () => {
  const first = await spoolInSession();
  const write = await holdNextWrite();
  first.append({ facts: [fact('1')], session: session(1) });
  const lost = await first.head('main', signal);
  const ending = closed(first);
  write.fail();
  await ending;
  const second = await spoolWith();
  second.append({ facts: [fact('1'), fact('2')] });
  const next = await second.head('main', signal);
  expect(next.number).toBe(lost.number);
  expect(next.id).not.toBe(lost.id);
});

const ofAnotherSession = { shard: 0, record: { ...session(1).record, session_id: 'other' } };

test.each<[string, SpoolEntry]>([
  ['what the clock made', { facts: [fact('"tick"')] }],
  ['what a new session begins with', { facts: [fact('"gap"')], session: ofAnotherSession }],
  [
    'what moves the picture',
    { facts: [fact('"join"')], session: session(1), changes: [{ key: 'voice/1', value: 1 }] },
  ],
])('%s is handed out when it is on disk, with all that comes with it', async (_, entry) => {
  const spool = await spoolInSession();
  const write = await holdNextWrite();
  spool.append(entry);
  spool.append({ facts: [fact('2')], session: session(2) });
  let isHandedOut = false;
  const head = spool.head('main', signal).then(() => {
    isHandedOut = true;
  });
  await new Promise(setImmediate);
  expect(isHandedOut).toBe(false);
  write.goOn();
  await head;
  expect(spool.session(0)).toMatchObject({ sequence: 2 });
});

test('a session is durable together with its facts, not before', async () => {
  const spool = await spoolWith();
  spool.append({ facts: [fact('1')], session: session(7) });
  expect(spool.session(0)).toBeNull();
  await spool.flushed();
  expect(spool.session(0)).toMatchObject({ sequence: 7 });
  expect(spool.pending().frames).toBe(1);
});

test('the next process finds everything, goes on with the same ids and numbers', async () => {
  const first = await spoolWith();
  first.append({ facts: [fact('1')], session: session(1), changes: [{ key: 'bot/1', value: 1 }] });
  await first.flushed();
  first.append({ facts: [fact('2')], session: session(2), changes: [{ key: 'bot/2', value: 1 }] });
  first.append({ ruleSet: { community: 'main', body: Buffer.from('rules') } });
  await first.flushed();
  const [published] = await drain(first, 'main', 1);
  const unpublished = await first.head('main', signal);
  await closed(first);

  const second = await spoolWith();
  second.append({ facts: [fact('3')], changes: [{ key: 'bot/1', value: null }] });
  await second.flushed();
  const [spoolId] = (published?.id ?? '').split(':');
  expect(await drain(second)).toEqual([
    { id: unpublished.id, lines: ['2'] },
    { id: expect.stringMatching(`^${spoolId}:3:`), lines: ['3'] },
  ]);
  expect(second.session(0)).toEqual(session(2).record);
  expect(String(await second.ruleSet('main'))).toBe('rules');
  await second.flushed();
  const picture = [];
  for await (const change of second.picture()) picture.push(change);
  expect(picture).toEqual([{ key: 'bot/2', value: 1 }]);
});

test('numbers go on after everything was published', async () => {
  const first = await spoolWith();
  first.append({ facts: [fact('1')] });
  await first.flushed();
  await drain(first);
  await closed(first);
  const second = await spoolWith();
  second.append({ facts: [fact('2')] });
  expect((await second.head('main', signal)).number).toBe(2);
});

test('a folder in use is refused in words', async () => {
  await spoolWith();
  await expect(spoolWith()).rejects.toThrow(`The spool ${folder} is in use by another process`);
});

test('a folder that cannot be used is refused in words', async () => {
  const options = { folder: '/dev/null/spool', maxBytes: 1_000_000, log, onLost: () => {} };
  await expect(openSpool(options)).rejects.toThrow('The spool /dev/null/spool cannot be opened');
});

test('a damaged frame is never handed out', async () => {
  const spool = await spoolWith();
  spool.append({ facts: [fact('"good"')] });
  await spool.flushed();
  await closed(spool);
  const level = await openLevel(folder);
  const key = 'frame/main/0000000000000001';
  const record = (await level.get(key)) as Buffer;
  record[record.length - 2] = 0x21;
  await level.put(key, record);
  await level.close();
  await expect((await spoolWith()).head('main', signal)).rejects.toThrow(/is damaged: its checksum/);
});

test('it is full at its quota, and open again when half is free', async () => {
  const spool = await spoolWith(1_000);
  const states = [spool.state()];
  for (let n = 0; n < 4; n++) {
    spool.append({ facts: [fact(JSON.stringify('x'.repeat(240)))] });
    await spool.flushed();
    states.push(spool.state());
  }
  while (spool.pending().frames > 0) {
    await drain(spool, 'main', 1);
    states.push(spool.state());
  }
  expect(states).toEqual(['open', 'open', 'open', 'open', 'full', 'full', 'full', 'open', 'open']);
});

test('frames keep to their limits, and a fact larger than one has its own', () => {
  const small = Array.from({ length: FRAME_MAX_FACTS + 1 }, (_, n) => String(n));
  expect(cutFrames(small).map((frame) => frame.length)).toEqual([FRAME_MAX_FACTS, 1]);
  const large = 'x'.repeat(FRAME_MAX_BYTES * 0.6);
  expect(cutFrames([large, large, 'y']).map((frame) => frame.length)).toEqual([1, 2]);
  expect(cutFrames(['a', 'x'.repeat(FRAME_MAX_BYTES * 2), 'b']).map((frame) => frame.length)).toEqual([
    1, 1, 1,
  ]);
  expect(cutFrames([])).toEqual([]);
});

test('a disk that refuses keeps everything waiting, and loses nothing when it takes writes again', async () => {
  const spool = await spoolWith();
  spool.append({ facts: [fact('1')], session: session(1) });
  await spool.flushed();
  const batch = await refuseNextWrite();
  spool.append({ facts: [fact('2')], session: session(2) });
  await spool.changed(signal);
  expect(spool.state()).toBe('failing');
  expect(spool.session(0)).toMatchObject({ sequence: 1 });
  await spool.flushed();
  batch.mockRestore();
  expect(spool.state()).toBe('open');
  expect(spool.session(0)).toMatchObject({ sequence: 2 });
  expect((await drain(spool)).map(({ lines }) => lines)).toEqual([['1'], ['2']]);
});
