import { badLink } from '../nemesis/network-faults.js';
import { killed } from '../nemesis/process-faults.js';
import type { Part } from './part.js';

const NAME = 'query';

export const query: Part = {
  service: { name: NAME, role: 'synapse_query', http: true },
  faults: [killed(NAME), badLink(NAME, 'postgres'), badLink(NAME, 'nats')],
  // What it shows is asked for at the end of every seed: the probe has to turn up.
  invariants: [],
};
