import { admins } from '../life/admins.js';
import { badLink } from '../nemesis/network-faults.js';
import { COMMIT, killed, killedAt, publishOf } from '../nemesis/process-faults.js';
import { SESSION_SECRET } from '../system/secrets.js';
import type { Part } from './part.js';

const NAME = 'admin';

export const admin: Part = {
  service: {
    name: NAME,
    role: 'synapse_admin',
    asks: true,
    environment: ({ simulator, port }) => ({
      ADMIN_PORT: String(port),
      ADMIN_URL: `http://127.0.0.1:${port}`,
      DISCORD_TOKEN: simulator.token,
      DISCORD_API_URL: simulator.apiUrl,
      DISCORD_CLIENT_ID: simulator.client.id,
      DISCORD_CLIENT_SECRET: simulator.client.secret,
      SESSION_SECRET,
    }),
  },
  faults: [
    killed(NAME),
    killedAt(NAME, COMMIT),
    killedAt(NAME, publishOf('synapse.facts', 'the publishing of a command')),
    badLink(NAME, 'postgres'),
    badLink(NAME, 'nats'),
  ],
  invariants: [],
  enter: admins,
};
