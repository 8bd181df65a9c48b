import { setTimeout as sleep } from 'node:timers/promises';
import { deadWebhooks } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import {
  checkGiven,
  checkLetters,
  checkPosts,
  type Endpoint,
  type Letter,
  placeOf,
} from '../judge/webhook-invariants.js';
import type { Presence } from '../life/presence.js';
import type { Fault } from '../nemesis/fault.js';
import { badLink } from '../nemesis/network-faults.js';
import {
  cutAt,
  frozen,
  killed,
  killedAt,
  publishOf,
  restarted,
  type Step,
} from '../nemesis/process-faults.js';
import { COMMUNITY } from '../system/environment.js';
import type { Manner } from '../system/receiver.js';
import { SIGNING_KEY } from '../system/secrets.js';
import type { System } from '../system/system.js';
import type { Part } from './part.js';

const NAME = 'webhooks';

/** Erasures are heeded for the second as well, which is not told of them. */
const ENDPOINTS: readonly Endpoint[] = [
  { name: 'everything' },
  { name: 'some', kinds: ['level_reached', 'achievement_earned', 'season_closed', 'command_settled'] },
];

/** What becomes of a post, beside what the network does to it. */
const MANNERS: [name: string, manner: Manner][] = [
  ['was slow', { status: 204, afterMs: 300 }],
  ['refused', { status: 500 }],
  ['answered elsewhere', { status: 302 }],
  ['closed the connection', { status: null }],
  ['was gone', { status: 410 }],
];

const badEndpoint: Fault = {
  name: 'an endpoint fails',
  on: 'endpoints',
  weight: 4,
  async strike({ system: { receiver }, random }) {
    const { name } = random.pick(ENDPOINTS);
    const [what, manner] = random.pick(MANNERS);
    const ms = random.int(200, 3_000);
    const mend = receiver.behave(name, manner);
    await sleep(ms);
    mend();
    return `${name} ${what} for ${ms} ms`;
  },
};

const POST: Step = { server: 'endpoints', request: 'POST /', called: 'a post' };
const ACK = publishOf('$JS.ACK.REWARDS', 'the end of a frame');
const dying = killedAt(NAME, publishOf('synapse.webhooks', 'a dead letter'));

/** Nothing becomes one while endpoints are well. */
const killedBurying: Fault = {
  ...dying,
  async strike(scene) {
    const mends = ENDPOINTS.map(({ name }) => scene.system.receiver.behave(name, { status: 410 }));
    const what = await dying.strike(scene);
    for (const mend of mends) mend();
    return what;
  },
};

export const webhooks: Part = {
  service: {
    name: NAME,
    posts: true,
    environment: ({ endpoints }) => ({
      WEBHOOKS: JSON.stringify(
        ENDPOINTS.map((endpoint) => ({
          ...endpoint,
          url: `${endpoints}/${endpoint.name}`,
          secret: `whsec_${SIGNING_KEY}`,
        })),
      ),
      // What fails twice is a dead letter a second later: a life is too short for more.
      WEBHOOK_ATTEMPTS: '2',
    }),
  },
  faults: [
    killed(NAME),
    restarted(NAME),
    frozen(NAME),
    killedAt(NAME, POST),
    cutAt(NAME, POST),
    killedAt(NAME, ACK),
    cutAt(NAME, ACK),
    killedBurying,
    badLink(NAME, 'nats'),
    badLink(NAME, 'endpoints'),
    badEndpoint,
  ],
  invariants: [],
  enter: owners,
};

/** Owners of endpoints, and the operator who has their dead letters posted again once all is well. */
function owners(system: System): Presence {
  const letters: Letter[] = [];
  const places = () => Promise.all(ENDPOINTS.map((endpoint) => placeOf(system, endpoint)));
  // A new endpoint is given what happens from then on. Nothing is broken yet.
  const begin = places();
  begin.catch(() => {});

  return {
    async live() {
      await begin;
    },
    async awaits() {
      const now = await places();
      const behind = now.findIndex(({ last, done }) => done < last);
      if (behind >= 0) return `${ENDPOINTS[behind]?.name} to be posted its frames`;
      const found = await lettersOf(system, Math.min(...now.map(({ done }) => done)));
      letters.push(...found);
      for (const endpoint of new Set(found.map((letter) => letter.endpoint)))
        await system.command(NAME, 'redeliver-main', {}, [endpoint]);
      return found.length > 0 ? `${found.length} dead letters to be posted again` : null;
    },
    invariants: [
      {
        name: 'what an endpoint asked for was posted to it, in order',
        async check(evidence) {
          const from = await begin;
          const checks = ENDPOINTS.map((each, at) => checkGiven(evidence.system, each, from[at]?.done ?? 0));
          return (await Promise.all(checks)).flat();
        },
      },
      {
        name: 'what was posted is on the stream, signed, and the same each time',
        check: async (evidence) => (await checkPosts(evidence.system, ENDPOINTS)).slice(0, 3),
      },
      {
        name: 'dead letters forget who was erased',
        check: async (evidence) => (await checkLetters(evidence.system, letters)).slice(0, 3),
      },
    ],
  };
}

function lettersOf(system: System, done: number): Promise<Letter[]> {
  return system.withBus(async (bus) => {
    const found: Letter[] = [];
    for await (const { endpoint, body } of deadWebhooks(bus, COMMUNITY)) {
      const { event } = JSON.parse(Buffer.from(body).toString('utf8')) as { event: RewardEvent };
      found.push({ endpoint, event, done });
    }
    return found;
  });
}
