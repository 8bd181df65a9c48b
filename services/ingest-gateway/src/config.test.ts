import { readConfig } from '@synapse/runtime';
import { gatewaySpec, shardsOf } from './config';

const needed = { NATS_URL: 'nats://127.0.0.1:4222', DISCORD_TOKEN: 'token' };

test('a token and a server are enough', () => {
  const config = readConfig(gatewaySpec, needed);
  expect(config).toMatchObject({
    DISCORD_API_URL: 'https://discord.com/api',
    SPOOL_DIR: './spool',
    SPOOL_MAX_BYTES: 1_073_741_824,
    COMMUNITY: 'main',
  });
  expect(shardsOf(config)).toEqual({ shardCount: undefined, shardIds: undefined });
});

test('all complaints come at once, and none shows the token', () => {
  const env = {
    DISCORD_TOKEN: 'secret',
    DISCORD_API_URL: 'discord',
    SPOOL_MAX_BYTES: '1',
    DISCORD_SHARD_IDS: 'x',
  };
  expect(() => readConfig(gatewaySpec, env)).toThrow(
    /(?=.*NATS_URL)(?=.*DISCORD_API_URL)(?=.*SPOOL_MAX_BYTES)(?=.*DISCORD_SHARD_IDS)(?!.*secret)/s,
  );
});

test('shard ids need a count that they fit', () => {
  expect(shardsOf({ DISCORD_SHARD_COUNT: 4, DISCORD_SHARD_IDS: [1, 3] })).toEqual({
    shardCount: 4,
    shardIds: [1, 3],
  });
  expect(() => shardsOf({ DISCORD_SHARD_COUNT: 2, DISCORD_SHARD_IDS: [2] })).toThrow('DISCORD_SHARD_IDS=2');
  expect(() => shardsOf({ DISCORD_SHARD_COUNT: undefined, DISCORD_SHARD_IDS: [0] })).toThrow(
    'which is not set',
  );
});
