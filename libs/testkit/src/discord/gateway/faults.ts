import { GatewayOpcodes } from 'discord-api-types/v10';
import { close, detach, drop } from './client-socket.js';
import type { GatewayState } from './gateway-state.js';

/** What Discord and the network do to a client that has done nothing wrong. */
export function gatewayFaults(state: GatewayState) {
  const sockets = () => [...state.sockets];
  const dropSockets = () => {
    for (const socket of sockets()) drop(state, socket);
  };
  return {
    /** Cuts every connection without a close frame; the sessions wait to be resumed. */
    dropSockets,

    /** Closes every connection with this code; codes after which Discord takes no RESUME end the session too. */
    closeSockets(code: number, reason = ''): void {
      for (const socket of sockets()) close(state, socket, code, reason);
    },

    /** Op 7: asks every client to reconnect and resume. */
    requestReconnect(): void {
      for (const socket of sockets()) socket.send({ op: GatewayOpcodes.Reconnect, d: null });
    },

    /** Op 9: tells every client that its session is invalid; resumable ones are to send RESUME again. */
    invalidateSessions(resumable: boolean): void {
      for (const socket of sockets()) {
        detach(socket);
        socket.send({ op: GatewayOpcodes.InvalidSession, d: resumable });
      }
      if (!resumable) state.sessions.clear();
    },

    /** Loses all sessions and cuts their connections: the next RESUME is refused. */
    forgetSessions(): void {
      dropSockets();
      state.sessions.clear();
    },

    /** While on, no new gateway connection is accepted (HTTP 503); REST still answers. */
    refuseConnections(on: boolean): void {
      state.faults.refusing = on;
    },

    /** While on, heartbeats go unanswered: the connection looks alive and is not. */
    stopHeartbeatAcks(on: boolean): void {
      state.faults.withoutAcks = on;
    },

    /** While on, nothing that clients send is read. */
    pauseReading(on: boolean): void {
      state.faults.notReading = on;
      for (const { ws } of state.sockets) on ? ws.pause() : ws.resume();
    },
  };
}

/** Whether all shards of a client that asked for these intents have a session with a live connection. */
export function allShardsConnected(state: GatewayState, intents: number): boolean {
  const live = [...state.sessions.values()]
    .filter((session) => session.socket && (session.intents & intents) === intents)
    .map(({ shard }) => shard);
  return live.some(
    ([, count]) => new Set(live.filter((shard) => shard[1] === count).map(([id]) => id)).size === count,
  );
}
