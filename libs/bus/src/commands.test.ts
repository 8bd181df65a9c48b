import { CommandError, commandSubject, type Entry } from '@synapse/contracts';
import { buildCommand, type NatsServer, startNats, temporaryFolder } from '@synapse/testkit';
import {
  answerCommand,
  type Bus,
  connectBus,
  ensureStream,
  factsStream,
  publishFrame,
  readLog,
  sendCommand,
} from './index.js';

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let bus: Bus;
const over = new AbortController();

beforeAll(async () => {
  folder = temporaryFolder();
  nats = await startNats({ dataDir: folder.path, durable: false });
  bus = await connectBus({ url: nats.url, name: 'test' });
});

afterAll(async () => {
  over.abort();
  await bus.close();
  await nats.stop();
  folder.remove();
});

let community = 0;
let name: string;
beforeEach(async () => {
  community += 1;
  name = `c${community}`;
  await ensureStream(bus, factsStream(name));
});

const command = () => buildCommand('award', { member: '1', xp: 1, reason: 'r' });
const send = (deadlineMs: number, what = command()) =>
  sendCommand(bus, { community: name, command: what, deadlineMs });

/** The first entry of the log, once it is there. */
async function firstEntry(): Promise<Entry | undefined> {
  for await (const [entry] of readLog(bus, { community: name, after: 0, signal: over.signal })) return entry;
}

test('whoever sends a command waits where its entry says, and gets what is answered', async () => {
  const answer = send(10_000);
  const { replyTo = '' } = (await firstEntry()) ?? {};
  answerCommand(bus, replyTo, { status: 'refused', reason: 'not_earned' });
  expect(await answer).toEqual({ status: 'refused', reason: 'not_earned' });
});

test('the deadline ends the waiting; an answer after it disturbs nobody', async () => {
  expect(await send(10)).toEqual({ status: 'pending' });
  const { replyTo = '' } = (await firstEntry()) ?? {};
  answerCommand(bus, replyTo, { status: 'applied' });
  await bus.nc.flush();
});

test('an answer that is none is as good as no answer', async () => {
  const answer = send(10_000);
  const { replyTo = '' } = (await firstEntry()) ?? {};
  bus.nc.publish(replyTo, 'yes');
  expect(await answer).toEqual({ status: 'pending' });
});

test('each sending is an entry of its own, also under the same id', async () => {
  const same = command();
  await Promise.all([send(10, same), send(10, same)]);
  const { state } = await bus.jsm.streams.info(factsStream(name).name);
  expect(state.messages).toBe(2);
});

test('what is no command is not sent', async () => {
  await expect(send(10, { ...command(), id: 'a b' })).rejects.toThrow(CommandError);
  const { state } = await bus.jsm.streams.info(factsStream(name).name);
  expect(state.messages).toBe(0);
});

test('only an inbox is answered: nobody makes the engine publish a fact', async () => {
  await publishFrame(bus, {
    subject: commandSubject(name, 'bot'),
    id: 'forged',
    body: Buffer.from('{}'),
    replyTo: commandSubject(name, 'admin'),
  });
  expect(await firstEntry()).not.toHaveProperty('replyTo');
});

test('after the connection is closed an answer is let go', async () => {
  const closing = await connectBus({ url: nats.url, name: 'closing' });
  await closing.close();
  expect(() => answerCommand(closing, '_INBOX.x', { status: 'applied' })).not.toThrow();
});
