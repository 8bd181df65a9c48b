import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import { OF_THE_GATEWAY } from '../obligations/claims.js';
import type { Fault, Scene } from './fault.js';

const GATEWAY = 'ingest-gateway';

/** Discord and the way to it. All on the gateway: what a session still owes is known only while its client is known to be there. */
export const discordFaults: Fault[] = [
  simple('Discord drops the connection', 3, ({ system }) => system.simulator.dropSockets()),
  simple('Discord asks to reconnect', 2, ({ system }) => system.simulator.requestReconnect()),
  simple('Discord closes with 4000', 2, ({ system }) => system.simulator.closeSockets(4_000)),
  {
    name: 'Discord refuses connections',
    on: GATEWAY,
    weight: 1,
    async strike({ system: { simulator }, random }) {
      const ms = random.int(300, 2_000);
      simulator.refuseConnections(true);
      simulator.dropSockets();
      await sleep(ms);
      simulator.refuseConnections(false);
      return `for ${ms} ms`;
    },
  },
  {
    name: 'Discord answers no heartbeat',
    on: GATEWAY,
    weight: 1,
    async strike({ system: { simulator } }) {
      simulator.stopHeartbeatAcks(true);
      await sleep(4_500);
      simulator.stopHeartbeatAcks(false);
      return 'for two heartbeats';
    },
  },
  {
    name: 'Discord ends the session for good',
    on: GATEWAY,
    weight: 1,
    async strike({ system, claims }) {
      const { simulator } = system;
      const sessions = () =>
        simulator.log.filter(({ t, intents }) => t === 'READY' && (intents & OF_THE_GATEWAY) !== 0).length;
      const before = sessions();
      const isThere = await connectedWithin(system, 5_000);
      if (!isThere) return 'nobody was connected';
      // All of it was sent before the message that ends the session, on the same connection.
      claims.sessionsEnded(system.clock.now());
      simulator.invalidateSessions(false);
      await eventually('a new session', () => sessions() > before, 30_000);
      await eventually('its connection', () => connectedWithin(system, 1_000), 30_000);
      // What the old session said last is on its way to disk.
      await sleep(500);
      return 'it had to identify again';
    },
  },
];

function simple(name: string, weight: number, act: (scene: Scene) => void): Fault {
  return {
    name,
    on: GATEWAY,
    weight,
    async strike(scene) {
      act(scene);
      await sleep(200);
      return 'once';
    },
  };
}

/** By what both say: of a client that was killed a moment ago the simulator may not know it yet. */
async function connectedWithin(system: Scene['system'], ms: number): Promise<boolean> {
  const saysSo = async () => /"discord":\{"ready":true/.test(await system.service(GATEWAY).ask('/readyz'));
  const isThere = eventually('the gateway to be connected', saysSo, ms)
    .then(() => system.simulator.connected(OF_THE_GATEWAY))
    .then(
      () => true,
      () => false,
    );
  return Promise.race([isThere, sleep(ms, false, { ref: false })]);
}
