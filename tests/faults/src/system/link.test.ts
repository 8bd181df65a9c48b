import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Link, openLink } from './link';

let server: Server;
let link: Link;
let received = '';

beforeEach(async () => {
  received = '';
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      received += String(data);
      socket.write(`heard ${data}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  link = await openLink((server.address() as AddressInfo).port);
});

afterEach(async () => {
  await link.close();
  server.close();
});

async function dial(): Promise<{ socket: Socket; heard: () => string; ended: Promise<unknown> }> {
  const socket = connect(link.port, '127.0.0.1').on('error', () => {});
  let text = '';
  socket.on('data', (data) => {
    text += String(data);
  });
  const ended = once(socket, 'close');
  await once(socket, 'connect');
  return { socket, heard: () => text, ended };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

test('what is held back goes on its way when the network is fair again', async () => {
  const { socket, heard } = await dial();
  link.hold('answers');
  socket.write('one');
  await until(() => received === 'one');
  await sleep(60);
  expect(heard()).toBe('');
  link.heal();
  await until(() => heard() === 'heard one');
});

test('nothing gets through a black hole, on new connections neither', async () => {
  link.hold('requests', 'answers');
  const { socket, heard } = await dial();
  socket.write('one');
  await sleep(60);
  expect([received, heard()]).toEqual(['', '']);
  link.heal();
  await until(() => heard() === 'heard one');
});

test('a cut ends connections, a refusal new ones as well', async () => {
  const first = await dial();
  link.cut();
  await first.ended;
  const second = await dial();
  link.refuse();
  await second.ended;
  const third = await dial();
  await third.ended;
});

test.each([
  ['before', '', ''],
  ['after', 'commit', ''],
  ['answered', 'commit', 'heard commit'],
] as const)('a wire strikes %s a request', async (moment, atServer, atClient) => {
  const { socket, heard } = await dial();
  let struck = 0;
  link.trip({ request: 'commit', moment, act: () => (struck += 1) });
  socket.write('commit');
  await until(() => struck === 1 && received === atServer && heard() === atClient);
  await sleep(60);
  expect([received, heard(), struck]).toEqual([atServer, atClient, 1]);
});

test('connections made later lead to the new target', async () => {
  const other = createServer((socket) => socket.end('other')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  link.target((other.address() as AddressInfo).port);
  const { heard, ended } = await dial();
  await ended;
  expect(heard()).toBe('other');
  other.close();
});

test('a wire that waits for an answer strikes no more once the network was mended', async () => {
  const { socket, heard } = await dial();
  let isStruck = false;
  link.hold('answers');
  link.trip({
    request: 'commit',
    moment: 'answered',
    act: () => {
      isStruck = true;
    },
  });
  socket.write('commit');
  await until(() => received === 'commit');
  link.heal();
  await until(() => heard() === 'heard commit');
  expect(isStruck).toBe(false);
});
