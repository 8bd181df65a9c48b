import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Actions, createActions } from './actions/actions.js';
import { messageMemory } from './actions/message-memory.js';
import { allShardsConnected, gatewayFaults } from './gateway/faults.js';
import { gatewayServer } from './gateway/gateway-server.js';
import {
  type GatewayOptions,
  type GatewayState,
  type GatewayStats,
  gatewayState,
} from './gateway/gateway-state.js';
import { dispatchToGuild, type OwedDispatch } from './gateway/session.js';
import { interactions } from './interactions/interactions.js';
import { type OAuthClient, oauthState } from './oauth/oauth.js';
import type { DatedDeed } from './rest/deed.js';
import type { RequestFault } from './rest/request-faults.js';
import { type RestOptions, restState } from './rest/rest-state.js';
import { restServer } from './rest-server.js';
import { snowflakeSource } from './snowflake.js';
import { botOf } from './world/find.js';
import type { World } from './world/world.js';

export interface SimulatorOptions extends GatewayOptions, RestOptions {
  /** The address to listen on; 127.0.0.1 unless given. */
  host?: string;
  /** A free one unless given. */
  port?: number;
  /** What OAuth2 clients must prove to be; "simulated-oauth2-client" unless given. */
  clientSecret?: string;
}

export interface DiscordSimulator extends ReturnType<typeof gatewayFaults>, ReturnType<typeof interactions> {
  /** What clients take for Discord's API: `http://127.0.0.1:<port>/api`; they append `/v10` themselves. */
  apiUrl: string;
  token: string;
  /** The application that members may sign in to. */
  client: OAuthClient;
  /** The world as it is now: actions change the object that was passed in. */
  world: World;
  act: Actions;
  /** Sends a dispatch of any shape to the guild's shard; undefined when no session is there to receive it. */
  send(guildId: string, t: string, d: unknown): OwedDispatch | undefined;
  /** Every dispatch owed so far, READY and RESUMED included, in the order they were made. */
  log: readonly OwedDispatch[];
  stats: Readonly<GatewayStats>;
  /** What the bot did over HTTP, once it had its effect. */
  transcript: readonly DatedDeed[];
  /** Every request so far, as `GET /users/@me`. */
  requests: readonly string[];
  /** Lets requests fail until the function that is returned is called. */
  breakRequests(fault: RequestFault): () => void;
  /** Forgets which messages came with which nonce, as Discord does after some minutes. */
  forgetNonces(): void;
  /** Where people read the transcript. */
  transcriptUrl: string;
  /**
   * Resolves when all shards of a client are connected, of one that asked for these intents where they are given; rejects when
   * the simulator stops before.
   */
  connected(intents?: number): Promise<void>;
  /** Cuts all connections and frees the port. */
  stop(): Promise<void>;
}

/** Starts a server that speaks Discord's REST and gateway protocols, version 10. */
export async function startDiscordSimulator(options: SimulatorOptions): Promise<DiscordSimulator> {
  const state = gatewayState(options);
  const client = { id: botOf(state.world).id, secret: options.clientSecret ?? 'simulated-oauth2-client' };
  const rest = restState(state, options);
  const server = createServer(restServer(rest, oauthState(client))).on('upgrade', gatewayServer(state));
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stopping = new AbortController();
  const faults = gatewayFaults(state);

  return {
    ...faults,
    ...interactions(rest),
    apiUrl: `http://127.0.0.1:${port}/api`,
    token: state.token,
    client,
    world: state.world,
    act: actionsOn(state),
    send: (guildId, t, d) => dispatchToGuild(state, guildId, t, d),
    log: state.log,
    stats: state.stats,
    transcript: rest.transcript,
    requests: rest.requests,
    transcriptUrl: `http://127.0.0.1:${port}/transcript`,
    forgetNonces: () => rest.nonces.clear(),
    breakRequests(fault) {
      const standing = { ...fault };
      rest.faults.add(standing);
      return () => void rest.faults.delete(standing);
    },
    connected: (intents = 0) => allConnected(state, intents, stopping.signal),
    async stop() {
      stopping.abort(new Error('The Discord simulator was stopped.'));
      const closed = new Promise((resolve) => server.close(resolve));
      faults.dropSockets();
      server.closeAllConnections();
      await closed;
    },
  };
}

function actionsOn(state: GatewayState): Actions {
  return createActions({
    world: state.world,
    messages: messageMemory(),
    now: state.now,
    newId: snowflakeSource(),
    emit: (guildId, t, d) => dispatchToGuild(state, guildId, t, d),
  });
}

async function allConnected(state: GatewayState, intents: number, signal: AbortSignal): Promise<void> {
  while (!allShardsConnected(state, intents)) await once(state.events, 'attached', { signal });
}
