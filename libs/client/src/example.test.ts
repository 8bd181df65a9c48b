import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectBus, createRelay, ensureStream, rewardsStream } from '@synapse/bus';
import { decodeRewardFrame, encodeRewardFrame } from '@synapse/contracts';
import { eventually, startNats, temporaryFolder, tether } from '@synapse/testkit';

const root = join(__dirname, '..');
const example = join(root, 'examples/announce-levels.mjs');

test('the example announces a level, and ends when it is told to', async () => {
  if (!existsSync(join(root, 'dist/index.js'))) throw new Error('Build first: npm run build:quiet.');
  const folder = temporaryFolder();
  const nats = await startNats({ dataDir: folder.path, durable: false });
  const bus = await connectBus({ url: nats.url, name: 'test' });
  await ensureStream(bus, rewardsStream());
  const lines: string[] = [];
  const program = tether(process.execPath, [example], {
    env: { ...process.env, NATS_URL: nats.url },
    onLine: (line) => lines.push(line),
  });
  await eventually('its subscription', () =>
    bus.jsm.consumers.info('REWARDS', 'announcer').catch(() => null),
  );
  const golden = readFileSync(join(root, '../contracts/test/golden/reward-frame-v1.json'));
  const publish = await createRelay(bus, 'main');
  await publish({ frame: 1, body: encodeRewardFrame(decodeRewardFrame(golden)), traceparent: null });
  await eventually('the announcement', () => lines.includes('Ada reached level 2'));
  await program.stop('SIGTERM');
  expect(await program.exited).toMatchObject({ code: 0 });
  expect(lines).toEqual(['Ada reached level 2']);
  await bus.close();
  await nats.stop();
  folder.remove();
});

test('the README shows the example as it is, in ten lines at most', () => {
  const text = readFileSync(example, 'utf8');
  const [, shown] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  expect(shown).toBe(text);
  expect(text.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10);
});
