import { findNatsServer, freePort, startNats, temporaryFolder, tether } from '@synapse/testkit';
import { checkNats } from './check-nats.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('a server that can hold the log tells its version', async () => {
  const server = await startNats({ dataDir: folder.path, durable: false });
  expect(await checkNats(server.url)).toBe(server.version);
  await server.stop();
});

test('one that is away is named, with what to do', async () => {
  await expect(checkNats(`nats://127.0.0.1:${await freePort()}`)).rejects.toMatchObject({
    message: expect.stringContaining('connection refused'),
    hint: expect.stringContaining('NATS_URL'),
  });
});

test('one without JetStream is refused', async () => {
  const port = await freePort();
  let sawReady = () => {};
  const ready = new Promise<void>((resolve) => {
    sawReady = resolve;
  });
  const server = tether((await findNatsServer()).path, ['-a', '127.0.0.1', '-p', String(port)], {
    onLine: (line) => line.includes('Server is ready') && sawReady(),
  });
  await ready;
  await expect(checkNats(`nats://127.0.0.1:${port}`)).rejects.toThrow('no JetStream');
  await server.stop();
});
