import type { Duplex } from 'node:stream';
import { GatewayCloseCodes as Codes } from 'discord-api-types/v10';
import type { WebSocket } from 'ws';
import type { GatewayState } from './gateway-state.js';
import type { Session } from './session.js';

/** One connection of a client. */
export interface ClientSocket {
  ws: WebSocket;
  /** Host and port that the client dialled: what it is told to resume at, so that a proxy in between stays in between. */
  host: string;
  session: Session | undefined;
  send(payload: { op: number; d: unknown; t?: string; s?: number }): void;
  /** Sends all that `send` says in as few packets as it takes, and none of it before `send` returns. */
  sendTogether(send: () => void): void;
}

/** Why the gateway ends a connection: the close code and words for it. */
export type Refusal = [code: number, reason: string];

/** After these a session cannot be resumed. */
const SESSION_ENDS = new Set<number>([
  1000,
  1001,
  Codes.NotAuthenticated,
  Codes.AuthenticationFailed,
  Codes.AlreadyAuthenticated,
  Codes.InvalidSeq,
  Codes.RateLimited,
  Codes.SessionTimedOut,
  Codes.InvalidShard,
  Codes.ShardingRequired,
  Codes.InvalidAPIVersion,
  Codes.InvalidIntents,
  Codes.DisallowedIntents,
]);

/** @param raw what the connection lies on */
export function clientSocket(ws: WebSocket, raw: Duplex, host: string): ClientSocket {
  return {
    ws,
    host,
    session: undefined,
    send: (payload) => ws.send(JSON.stringify(payload)),
    sendTogether(send) {
      raw.cork();
      send();
      raw.uncork();
    },
  };
}

/** Gives the session to this connection; one that still held it is cut off. */
export function attach(state: GatewayState, socket: ClientSocket, session: Session): void {
  if (session.socket && session.socket !== socket) drop(state, session.socket);
  session.socket = socket;
  socket.session = session;
}

/** The client is away, its session waits for it. */
export function detach(socket: ClientSocket): void {
  if (socket.session) socket.session.socket = undefined;
  socket.session = undefined;
}

/** Ends a connection without a close frame, as a broken line does. */
export function drop(state: GatewayState, socket: ClientSocket): void {
  detach(socket);
  state.sockets.delete(socket);
  socket.ws.terminate();
}

/** Ends a connection with a close code, and its session with it where the code says so. */
export function close(state: GatewayState, socket: ClientSocket, code: number, reason: string): void {
  if (socket.session && SESSION_ENDS.has(code)) state.sessions.delete(socket.session.id);
  detach(socket);
  state.sockets.delete(socket);
  socket.ws.close(code, reason);
}

/** What the client's own close means: 1000 and 1001 end the session, anything else keeps it. */
export function closedByClient(state: GatewayState, socket: ClientSocket, code: number): void {
  if (socket.session && (code === 1000 || code === 1001)) state.sessions.delete(socket.session.id);
  detach(socket);
  state.sockets.delete(socket);
}
