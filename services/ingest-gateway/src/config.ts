import { type Config, communitySpec, kind, natsSpec, OperatorError, variable } from '@synapse/runtime';

const GIB = 1024 ** 3;

/** The gateway's own environment. */
export const gatewaySpec = {
  ...natsSpec,
  ...communitySpec,
  DISCORD_TOKEN: variable(kind.text(), {
    desc: "the bot's token, from the developer portal",
    example: 'MTA…',
    secret: true,
  }),
  DISCORD_API_URL: variable(kind.url(['http', 'https']), {
    desc: "the address of Discord's API, without its version",
    example: 'https://discord.com/api',
    default: 'https://discord.com/api',
  }),
  DISCORD_SHARD_COUNT: variable(kind.integer(1, 16_384), {
    desc: 'how many shards the bot has in all; without it what Discord recommends',
    example: '2',
    optional: true,
  }),
  DISCORD_SHARD_IDS: variable(kind.commaList(kind.integer(0, 16_383)), {
    desc: 'the shards that this process runs, from 0; without it all of them. Needs DISCORD_SHARD_COUNT',
    example: '0,1',
    optional: true,
  }),
  SPOOL_DIR: variable(kind.text(), {
    desc: 'the folder in which events wait until the broker has them; one process at a time may use it',
    example: '/var/lib/synapse/spool',
    default: './spool',
  }),
  SPOOL_MAX_BYTES: variable(kind.integer(65_536, Number.MAX_SAFE_INTEGER), {
    desc: 'the bytes that may wait in the spool; when they do, the gateway stops reading from Discord until half is free',
    example: '1073741824',
    default: GIB,
  }),
};

export type GatewayConfig = Config<typeof gatewaySpec>;

/**
 * The shards this process runs, `undefined` where Discord decides.
 * @throws OperatorError when ids and count do not fit
 */
export function shardsOf(config: Pick<GatewayConfig, 'DISCORD_SHARD_COUNT' | 'DISCORD_SHARD_IDS'>) {
  const { DISCORD_SHARD_COUNT: shardCount, DISCORD_SHARD_IDS: shardIds } = config;
  if (shardIds && (shardCount === undefined || shardIds.some((id) => id >= shardCount))) {
    throw new OperatorError(
      `DISCORD_SHARD_IDS=${shardIds.join(',')} does not fit DISCORD_SHARD_COUNT${shardCount === undefined ? ', which is not set' : `=${shardCount}`}.`,
      'Shard ids run from 0 to the count less one; set both variables.',
    );
  }
  return { shardCount, shardIds };
}
