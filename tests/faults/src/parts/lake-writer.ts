import { countersAreCounts, lakeIsTheLog } from '../judge/lake-invariants.js';
import { poisonIsSetAside } from '../judge/log-invariants.js';
import { badLink } from '../nemesis/network-faults.js';
import { COMMIT, cutAt, frozen, killed, killedAt, restarted } from '../nemesis/process-faults.js';
import { ERASURE_KEY } from '../system/secrets.js';
import type { Part } from './part.js';

const NAME = 'lake-writer';

export const lakeWriter: Part = {
  service: { name: NAME, role: 'synapse_lake_writer', environment: () => ({ ERASURE_KEY }) },
  faults: [
    killed(NAME),
    restarted(NAME),
    frozen(NAME),
    killedAt(NAME, COMMIT),
    cutAt(NAME, COMMIT),
    badLink(NAME, 'nats'),
    badLink(NAME, 'postgres'),
  ],
  invariants: [lakeIsTheLog, countersAreCounts, poisonIsSetAside],
};
