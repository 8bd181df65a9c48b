import { type NatsServer, startNats, temporaryFolder } from '@synapse/testkit';
import { takeIdentifyTurn } from './identify-turn.js';

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;

beforeAll(async () => {
  folder = temporaryFolder();
  nats = await startNats({ dataDir: folder.path, durable: false });
});

afterAll(async () => {
  await nats.stop();
  folder.remove();
});

const turn = (group: number, token: string, order: string[] = [], signal = new AbortController().signal) =>
  takeIdentifyTurn({ url: nats.url, name: 'test', token, group, signal, windowMs: 400 }).then(() =>
    order.push(`${token}${group}`),
  );

test('those of one group wait for each other, those of others do not', async () => {
  const order: string[] = [];
  await turn(0, 'a', order);
  await Promise.all([turn(0, 'a', order), turn(1, 'a', order), turn(0, 'b', order)]);
  expect(order.slice(1, 3).sort()).toEqual(['a1', 'b0']);
  expect(order[3]).toBe('a0');
});

test('waiting ends with the signal, and a bus that is away is said so', async () => {
  await turn(7, 'c');
  await expect(turn(7, 'c', [], AbortSignal.abort())).rejects.toThrow(/abort/i);
  const nowhere = { url: 'nats://127.0.0.1:1', name: 'test', token: 'd', group: 0 };
  await expect(takeIdentifyTurn({ ...nowhere, signal: new AbortController().signal })).rejects.toThrow(
    /No NATS server/,
  );
});
