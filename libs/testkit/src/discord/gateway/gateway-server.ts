import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayCloseCodes as Codes, GatewayOpcodes as Op } from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ClientSocket, clientSocket, close, closedByClient, type Refusal } from './client-socket.js';
import { count, type GatewayState } from './gateway-state.js';
import { identify } from './identify.js';
import { resume } from './resume.js';

interface Frame {
  op: unknown;
  d?: unknown;
}

const UNREADABLE: Refusal = [Codes.DecodeError, 'Error while decoding payload.'];

/** Returns the handler of HTTP upgrades: it makes gateway connections of them, or refuses while told to. */
export function gatewayServer(state: GatewayState) {
  const server = new WebSocketServer({ noServer: true });
  return (request: IncomingMessage, raw: Duplex, head: Buffer): void => {
    if (state.faults.refusing) {
      state.stats.refused += 1;
      const answer = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
      // Destroyed at once: a client that keeps its end open must not keep the simulator from stopping.
      raw.end(answer, () => raw.destroy());
      return;
    }
    server.handleUpgrade(request, raw, head, (ws) => welcome(state, ws, raw, request));
  };
}

function welcome(state: GatewayState, ws: WebSocket, raw: Duplex, request: IncomingMessage): void {
  const socket = clientSocket(ws, raw, request.headers.host ?? '');
  state.sockets.add(socket);
  // A connection that breaks also emits `close`, which is where it is dealt with.
  ws.on('error', () => undefined);
  ws.on('close', (code) => closedByClient(state, socket, code));
  ws.on('message', (data) => {
    if (!state.sockets.has(socket)) return;
    const refusal = answer(state, socket, parse(String(data)));
    if (refusal) close(state, socket, ...refusal);
  });
  const refusal = queryRefusal(new URLSearchParams(request.url?.split('?')[1]));
  if (refusal) {
    close(state, socket, ...refusal);
    return;
  }
  if (state.faults.notReading) ws.pause();
  socket.send({ op: Op.Hello, d: { heartbeat_interval: state.heartbeatIntervalMs, _trace: [] } });
}

function queryRefusal(query: URLSearchParams): Refusal | undefined {
  if ((query.get('v') ?? '10') !== '10') return [Codes.InvalidAPIVersion, 'The simulator speaks version 10.'];
  const plain = (query.get('encoding') ?? 'json') === 'json' && !query.has('compress');
  return plain ? undefined : [Codes.DecodeError, 'The simulator speaks uncompressed JSON only.'];
}

function answer(state: GatewayState, socket: ClientSocket, frame: Frame | undefined): Refusal | undefined {
  switch (frame?.op) {
    case undefined:
      return UNREADABLE;
    case Op.Heartbeat:
      heartbeat(state, socket);
      return undefined;
    case Op.Identify:
    case Op.Resume:
      return logIn(state, socket, frame as Frame);
    case Op.PresenceUpdate:
    case Op.VoiceStateUpdate:
    case Op.RequestGuildMembers:
      // Accepted without an effect: no service of ours relies on one.
      return socket.session ? undefined : [Codes.NotAuthenticated, 'Not authenticated.'];
    default:
      return [Codes.UnknownOpcode, 'Unknown opcode.'];
  }
}

function logIn(state: GatewayState, socket: ClientSocket, { op, d }: Frame): Refusal | undefined {
  if (socket.session) return [Codes.AlreadyAuthenticated, 'Already authenticated.'];
  if (typeof d !== 'object' || d === null) return UNREADABLE;
  const enter = op === Op.Identify ? identify : resume;
  return enter(state, socket, d as Record<string, unknown>);
}

function heartbeat(state: GatewayState, socket: ClientSocket): void {
  if (socket.session) count(state, socket.session.shard[0], 'heartbeats');
  if (!state.faults.withoutAcks) socket.send({ op: Op.HeartbeatAck, d: null });
}

function parse(text: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}
