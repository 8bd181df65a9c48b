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

test('a free port is none that the system gives to whoever connects, and is given once', async () => {
  const ports: number[] = [];
  for (let i = 0; i < 200; i++) ports.push(await freePort());
  expect(Math.max(...ports)).toBeLessThan(32_768);
  expect(new Set(ports).size).toBe(ports.length);
});
