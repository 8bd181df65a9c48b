import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort, nextFreePort } from './free-port.js';

test('the wanted port when it is free, a later one when it is taken', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await nextFreePort(port)).toBeGreaterThan(port);
  server.close();
  await once(server, 'close');
  expect(await nextFreePort(port)).toBe(port);
});
