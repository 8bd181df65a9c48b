import { setTimeout as sleep } from 'node:timers/promises';
import type { Presence } from '../life/presence.js';
import { badLink } from '../nemesis/network-faults.js';
import { killed } from '../nemesis/process-faults.js';
import type { System } from '../system/system.js';
import type { Part } from './part.js';

const NAME = 'query';

/** What it shows is asked for at the end of every seed too: the probe has to turn up. */
export const query: Part = {
  service: {
    name: NAME,
    role: 'synapse_query',
    environment: ({ port }) => ({ HTTP_PORT: String(port) }),
  },
  faults: [killed(NAME), badLink(NAME, 'postgres'), badLink(NAME, 'nats')],
  invariants: [],
  enter: readers,
};

const PATHS = [
  '/v1/leaderboards/xp',
  '/v1/leaderboards/stars',
  '/v1/activity',
  '/v1/overview',
  '/openapi.json',
];

/** Whoever asks gets an answer or is told why not, in both cases as a document; never an error of the program's own. */
function readers(system: System): Presence {
  const answered = new Map<number, number>();
  const bad: string[] = [];
  async function ask(path: string): Promise<void> {
    const response = await fetch(`${system.httpUrl(NAME)}${path}`, { signal: AbortSignal.timeout(4_000) });
    const body = await response.text();
    answered.set(response.status, (answered.get(response.status) ?? 0) + 1);
    const isDocument = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
    if (response.status === 500 || !isDocument)
      bad.push(`GET ${path}: ${response.status} ${body.slice(0, 300)}`);
  }
  return {
    async live(until, random) {
      const members = system.simulator.world.guilds.flatMap(({ members }) => members);
      while (!until.aborted) {
        await sleep(random.int(50, 250), undefined, { signal: until }).catch(() => {});
        const profile = `/v1/members/${random.pick(members).user.id}`;
        // It is down, or the network is: whoever asks will ask again.
        await ask(random.pick([...PATHS, profile])).catch(() => {});
      }
    },
    async awaits() {
      // It may have been away for the whole of a short life: once everything is mended, it answers.
      if (!answered.has(200)) await ask('/v1/overview').catch(() => {});
      return answered.has(200) ? null : 'a read that is answered';
    },
    invariants: [
      {
        name: 'every read is answered or refused in words',
        check: () => bad.slice(0, 3),
      },
    ],
  };
}
