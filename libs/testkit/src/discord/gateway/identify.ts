import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import { guildCreate } from '../dispatches/guild.js';
import { ready } from '../dispatches/ready.js';
import { botOf } from '../world/find.js';
import { attach, type ClientSocket, type Refusal } from './client-socket.js';
import { count, type GatewayState } from './gateway-state.js';
import { countIdentify } from './identify-limits.js';
import { ALL_INTENTS, isSentFor, PRIVILEGED_INTENTS } from './intents.js';
import { dispatch, hasGuild, openSession } from './session.js';

/** Answers an IDENTIFY with READY and the shard's guilds; returns what was wrong with it, if it is to be refused. */
export function identify(
  state: GatewayState,
  socket: ClientSocket,
  d: Record<string, unknown>,
): Refusal | undefined {
  const shard = (d.shard ?? [0, 1]) as [number, number];
  const intents = d.intents as number;
  const refusal = tokenRefusal(state, d.token) ?? shardRefusal(shard) ?? intentsRefusal(state, intents);
  if (refusal) return refusal;
  const broken = countIdentify(state, shard[0]);
  if (broken === 'day') return [GatewayCloseCodes.AuthenticationFailed, 'No session starts remain today.'];
  count(state, shard[0], 'identifies');
  if (broken === 'concurrency') socket.send({ op: GatewayOpcodes.InvalidSession, d: false });
  else start(state, socket, shard, intents);
  return undefined;
}

/** Refuses a wrong token, for IDENTIFY and RESUME alike. */
export function tokenRefusal(state: GatewayState, token: unknown): Refusal | undefined {
  // Clients may send the token with the prefix that HTTP wants.
  const bare = typeof token === 'string' ? token.replace(/^Bot /i, '') : token;
  if (bare === state.token) return undefined;
  return [GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.'];
}

function shardRefusal(shard: unknown): Refusal | undefined {
  const [id, count, ...rest] = Array.isArray(shard) ? shard : [];
  const valid = Number.isInteger(id) && Number.isInteger(count) && rest.length === 0 && id >= 0 && id < count;
  return valid ? undefined : [GatewayCloseCodes.InvalidShard, 'Invalid shard.'];
}

function intentsRefusal(state: GatewayState, intents: unknown): Refusal | undefined {
  if (!Number.isInteger(intents) || Number(intents) < 0 || Number(intents) & ~ALL_INTENTS) {
    return [GatewayCloseCodes.InvalidIntents, 'Invalid intent(s).'];
  }
  if (Number(intents) & PRIVILEGED_INTENTS & ~state.allowedIntents) {
    return [GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).'];
  }
  return undefined;
}

function start(state: GatewayState, socket: ClientSocket, shard: [number, number], intents: number): void {
  const session = openSession(state, socket, shard, intents);
  attach(state, socket, session);
  count(state, shard[0], 'connections');
  const guilds = state.world.guilds.filter((guild) => hasGuild(session, guild.id));
  const parts = { bot: botOf(state.world), guilds, shard, allowedIntents: state.allowedIntents };
  dispatch(state, session, 'READY', {
    ...ready({ ...parts, sessionId: session.id, resumeUrl: `ws://${socket.host}` }),
  });
  if (isSentFor(intents, 'GUILD_CREATE')) {
    for (const guild of guilds) dispatch(state, session, 'GUILD_CREATE', guildCreate(guild));
  }
  state.events.emit('attached');
}
