import { connect } from 'node:net';
import { createLogger } from '@synapse/runtime';
import { createApp, listen } from './index.js';

const log = createLogger({ service: 'test', level: 'fatal' });

/** What is answered to a request whose body stops in the middle, and whether the line was cut. */
async function answerOf(port: number, path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a`,
  );
  let said = '';
  for await (const chunk of socket) said += chunk;
  return said;
}

test('a body that stops in the middle is cut off; a file has its own time', async () => {
  const app = createApp({
    log,
    bodyLimit: 100,
    requestTimeoutMs: 50,
    fileTimeoutMs: 60_000,
    isAway: () => false,
  });
  app.post('/plain', async () => 'done');
  app.post('/file', { config: { takesFile: true } }, async () => 'done');
  const url = new URL(await listen(app, { host: '127.0.0.1', port: 0 }));
  const late = answerOf(Number(url.port), '/file');
  const cut = await answerOf(Number(url.port), '/plain');
  expect(cut).toMatch(/^HTTP\/1.1 408 /);
  expect(cut).toContain('application/problem+json');
  const still = Symbol('nothing said yet');
  expect(await Promise.race([late, Promise.resolve(still)])).toBe(still);
  app.server.closeAllConnections();
  await app.close();
  expect(await late).toBe('');
});
