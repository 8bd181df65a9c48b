import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createLogger } from '@synapse/runtime';
import { type App, createApp, listen } from './index.js';

const log = createLogger({ service: 'test', level: 'fatal' });

let app: App;
let port: number;
let finish: () => void;

beforeEach(async () => {
  app = createApp({ log, bodyLimit: 100, maxIdle: 2, isAway: () => false });
  app.get('/', async () => 'here');
  app.get(
    '/later',
    () =>
      new Promise((resolve) => {
        finish = () => resolve('done');
      }),
  );
  port = Number(new URL(await listen(app, { host: '127.0.0.1', port: 0 })).port);
});

afterEach(() => {
  app.server.closeAllConnections();
  return app.close();
});

/** Connects and says nothing. */
async function silent(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const ask = (path: string, agent?: Agent) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, host: '127.0.0.1', path, ...(agent && { agent }) }, resolve).on('error', reject);
  });

test('the connection that has been silent longest makes room for a new one', async () => {
  const first = await silent();
  const gone = once(first.resume(), 'close');
  const others = [await silent(), await silent()];
  await gone;
  expect(others.map(({ closed }) => closed)).toEqual([false, false]);
});

test('whoever waits for an answer is not silent', async () => {
  const asked = ask('/later');
  await once(app.server, 'request');
  for (let n = 0; n < 5; n += 1) await silent();
  finish();
  expect((await asked).statusCode).toBe(200);
});

test('whoever was answered is as silent as one that never asked', async () => {
  const agent = new Agent({ keepAlive: true });
  const answer = await ask('/', agent);
  const gone = once(answer.socket, 'close');
  answer.resume();
  await once(answer, 'end');
  for (let n = 0; n < 2; n += 1) await silent();
  await gone;
  expect((await ask('/', agent)).statusCode).toBe(200);
  agent.destroy();
});
