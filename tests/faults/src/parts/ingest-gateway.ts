import { owedIsLogged } from '../judge/log-invariants.js';
import { discordFaults } from '../nemesis/discord-faults.js';
import { badLink } from '../nemesis/network-faults.js';
import { frozen, killed, killedAt, publishOf, restarted } from '../nemesis/process-faults.js';
import type { Part } from './part.js';

const NAME = 'ingest-gateway';

export const ingestGateway: Part = {
  service: {
    name: NAME,
    environment: ({ simulator, spool }) => ({
      DISCORD_TOKEN: simulator.token,
      DISCORD_API_URL: simulator.apiUrl,
      SPOOL_DIR: spool,
    }),
  },
  faults: [
    killed(NAME),
    restarted(NAME),
    frozen(NAME),
    killedAt(NAME, publishOf('synapse.facts', 'the publishing of a frame')),
    badLink(NAME, 'nats'),
    ...discordFaults,
  ],
  invariants: [owedIsLogged],
};
