import { createClient } from './create-client';

const config = { DISCORD_TOKEN: 'x', DISCORD_API_URL: 'http://127.0.0.1:1', NATS_URL: 'nats://127.0.0.1:1' };

test('a resumed session that was given up meanwhile ends nothing', async () => {
  const client = createClient(config, { warn: () => {} });
  const { handlePacket } = client.ws as unknown as { handlePacket(packet: object, shard: object): unknown };
  const shard = { id: 0, closeSequence: 1, sessionInfo: null as { sequence: number } | null };
  const resumed = () => handlePacket.call(client.ws, { op: 0, t: 'RESUMED', s: 5, d: {} }, shard);
  const replayed: number[] = [];
  client.on('shardResume', (_, events) => replayed.push(events));
  resumed();
  shard.sessionInfo = { sequence: 4 };
  resumed();
  await client.destroy();
  expect(replayed).toEqual([3]);
});
