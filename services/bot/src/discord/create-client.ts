import { takeIdentifyTurn } from '@synapse/bus';
import { errorSummary, type Logger } from '@synapse/runtime';
import { Client, GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';

export interface ClientConfig {
  DISCORD_TOKEN: string;
  DISCORD_API_URL: string;
  NATS_URL: string;
}

/** What is not answered by then is asked again; a file of ten megabytes takes its time. */
const REST = { timeout: 20_000, retries: 2 };

/**
 * A client of Discord with the one intent that this service needs. Nobody is ever notified by what it writes: mentions are
 * shown and ping nobody.
 */
export function createClient(config: ClientConfig, log: Pick<Logger, 'warn'>): Client {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: api, NATS_URL: url } = config;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [], repliedUser: false },
    rest: { api, ...REST },
    ws: {
      buildIdentifyThrottler: async (manager) => {
        const { max_concurrency: groups } = (await manager.fetchGatewayInformation()).session_start_limit;
        return {
          waitForIdentify: (shard, signal) =>
            takeIdentifyTurn({ url, name: 'bot identify', token, group: shard % groups, signal }).catch(
              (error) => {
                signal.throwIfAborted();
                // The worst that follows is one refused identify.
                log.warn({ err: error }, `identifying without asking for a turn: ${errorSummary(error)}`);
              },
            ),
        };
      },
    },
  });
  passOverOrphans(client);
  return client;
}

/** What the library's types leave out. */
interface Packets {
  handlePacket(packet: { t?: string } | null, shard: { sessionInfo: object | null }): boolean;
}

/**
 * The library may connect a shard twice at once after a failed attempt. Where one connection resumes a session that the other
 * has given up, it looks into a session that is not there, and that ends the process; the other one is about to be ready.
 */
function passOverOrphans({ ws }: Client): void {
  const packets = ws as unknown as Packets;
  const handle = packets.handlePacket.bind(ws);
  packets.handlePacket = (packet, shard) =>
    packet?.t === GatewayDispatchEvents.Resumed && shard.sessionInfo === null ? true : handle(packet, shard);
}
