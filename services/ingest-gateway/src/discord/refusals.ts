import { OperatorError } from '@synapse/runtime';
import { GatewayCloseCodes } from 'discord-api-types/v10';

const PORTAL = 'https://discord.com/developers/applications';

const REFUSALS = new Map<number, [message: string, hint: string]>([
  [
    GatewayCloseCodes.AuthenticationFailed,
    ['Discord refused the bot token.', `Set DISCORD_TOKEN to the token shown under "Bot" at ${PORTAL}.`],
  ],
  [
    GatewayCloseCodes.DisallowedIntents,
    [
      'Discord refused the connection: the application lacks a privileged intent, Server Members or Message Content.',
      `Switch on "Server Members Intent" and "Message Content Intent" under "Bot" at ${PORTAL} and start again.`,
    ],
  ],
  [
    GatewayCloseCodes.InvalidShard,
    [
      'Discord refused a shard that does not exist.',
      'Check DISCORD_SHARD_COUNT and DISCORD_SHARD_IDS: ids run from 0 to the count less one.',
    ],
  ],
  [
    GatewayCloseCodes.ShardingRequired,
    [
      'Discord refused the connection: the bot is in too many guilds for so few shards.',
      'Raise DISCORD_SHARD_COUNT, or leave it out to take what Discord recommends.',
    ],
  ],
  [
    GatewayCloseCodes.InvalidAPIVersion,
    ["Discord no longer speaks this build's version of its gateway.", 'Upgrade ingest-gateway.'],
  ],
  [
    GatewayCloseCodes.InvalidIntents,
    ['Discord does not know an intent that this build asks for.', 'Upgrade ingest-gateway.'],
  ],
]);

/** The error behind a close code after which trying again is of no use; `null` for all others. */
export function refusalOf(closeCode: number): OperatorError | null {
  const refusal = REFUSALS.get(closeCode);
  return refusal ? new OperatorError(...refusal) : null;
}

/** The error behind an answer of Discord's REST API after which trying again is of no use; `null` for all others. */
export function restRefusalOf(error: unknown): OperatorError | null {
  const { status } = error as { status?: unknown };
  return status === 401 ? refusalOf(GatewayCloseCodes.AuthenticationFailed) : null;
}
