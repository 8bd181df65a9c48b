import { badLink } from '../nemesis/network-faults.js';
import { COMMIT, killed, killedAt, publishOf } from '../nemesis/process-faults.js';
import type { Part } from './part.js';

const NAME = 'admin';

export const admin: Part = {
  service: { name: NAME, role: 'synapse_admin', asks: true, admits: true },
  faults: [
    killed(NAME),
    killedAt(NAME, COMMIT),
    killedAt(NAME, publishOf('synapse.facts', 'the publishing of a command')),
    badLink(NAME, 'postgres'),
    badLink(NAME, 'nats'),
  ],
  invariants: [],
};
