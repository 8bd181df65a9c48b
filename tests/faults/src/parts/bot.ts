import { setTimeout as sleep } from 'node:timers/promises';
import { type DiscordSimulator, type Random, seededRandom } from '@synapse/testkit';
import { announcementsAreOwed, lastOwedAt } from '../judge/announcement-invariants.js';
import { erasedOf, type Invariant } from '../judge/evidence.js';
import type { Presence } from '../life/presence.js';
import type { Fault } from '../nemesis/fault.js';
import { badLink } from '../nemesis/network-faults.js';
import { COMMIT, cutAt, frozen, killed, killedAt, publishOf, restarted } from '../nemesis/process-faults.js';
import type { System } from '../system/system.js';
import type { Part } from './part.js';

const NAME = 'bot';

/** What Discord does to requests, and how often out of ten. */
const FAILURES = [
  ['rate_limit', 0.15],
  ['lose', 0.15],
  ['break', 0.1],
  ['refuse', 0.1],
] as const;

const badAnswers: Fault = {
  name: 'Discord fails half of what is asked',
  on: 'discord http',
  weight: 4,
  async strike({ system: { simulator }, random }) {
    const ms = random.int(500, 3_000);
    const mends = FAILURES.map(([kind, chance]) =>
      simulator.breakRequests({ kind, chance, random, path: /^\/(channels|interactions|webhooks)\// }),
    );
    await sleep(ms);
    for (const mend of mends) mend();
    return `for ${ms} ms`;
  },
};

const killedBeforeTheAnswer: Fault = {
  name: 'kill bot between a message and its answer',
  on: NAME,
  weight: 4,
  async strike({ system, random }) {
    const { simulator } = system;
    const mend = simulator.breakRequests({ kind: 'slow', delayMs: 2_000, method: 'POST', path: /messages$/ });
    const messages = () => simulator.transcript.filter(({ kind }) => kind === 'message').length;
    const before = messages();
    const until = performance.now() + 2_500;
    while (messages() === before && performance.now() < until) await sleep(10);
    const isStruck = messages() > before;
    system.service(NAME).kill();
    mend();
    await sleep(random.int(0, 1_000));
    system.service(NAME).start();
    return isStruck ? 'it was there' : 'none came';
  },
};

export const bot: Part = {
  service: {
    name: NAME,
    role: 'synapse_bot',
    asks: true,
    environment: ({ simulator }) => ({
      DISCORD_TOKEN: simulator.token,
      DISCORD_API_URL: simulator.apiUrl,
      DISCORD_CDN_URL: simulator.apiUrl,
    }),
  },
  faults: [
    killed(NAME),
    restarted(NAME),
    frozen(NAME),
    killedAt(NAME, COMMIT),
    cutAt(NAME, COMMIT),
    killedAt(NAME, publishOf('synapse.facts', 'the publishing of a command')),
    badLink(NAME, 'nats'),
    badLink(NAME, 'postgres'),
    badAnswers,
    killedBeforeTheAnswer,
  ],
  invariants: [announcementsAreOwed],
  enter: members,
};

const NAMES = ['buy-coffee', 'buy-coffee', 'journal', 'leaderboard', 'profile', 'link-github'];
const ANSWERED_WITHIN_MS = 10_000;

interface Coffee {
  id: string;
  userId: string;
}

/** Members who use commands, some of which Discord delivers twice, and who remember what they were answered. */
function members(system: System): Presence {
  const { simulator } = system;
  const served: Coffee[] = [];
  let isAnswered = false;

  async function use(random: Random, names: readonly string[] = NAMES): Promise<void> {
    const [guild] = simulator.world.guilds;
    const people = guild?.members.filter(({ user }) => !user.bot) ?? [];
    const channels = guild?.channels.filter(({ type }) => type === 0) ?? [];
    const userId = random.pickSkewed(people).user.id;
    const name = random.pick(names);
    const place = { guildId: guild?.id ?? '', channelId: random.pick(channels).id, userId };
    const used = simulator.useCommand({
      ...place,
      name,
      ...(name === 'link-github' && { options: { username: `u${userId.slice(-5)}` } }),
    });
    if (random.chance(0.3)) simulator.redeliver(used.id);
    const { message } = await used.answer(ANSWERED_WITHIN_MS);
    if (message?.content.startsWith('☕')) served.push({ id: used.id, userId });
  }

  const everyCoffeeIsPaidOnce: Invariant = {
    name: 'what the bot said was done was done once',
    async check(evidence) {
      const erased = erasedOf(evidence);
      const wrong: string[] = [];
      for (const { id, userId } of served.filter((coffee) => !erased.has(coffee.userId))) {
        const source = `bot:${userId}:i-${id}`;
        const rows = await system.rows('select from activity_log where source_event_id = $1', [source]);
        if (rows.length !== 1) wrong.push(`${source} has ${rows.length} rows in the journal`);
      }
      return wrong.slice(0, 3);
    },
  };

  return {
    async live(until, random) {
      await registered(system, until);
      while (!until.aborted) {
        await sleep(random.int(100, 600), undefined, { signal: until }).catch(() => {});
        // Who gets no answer while everything breaks asks again.
        if (!until.aborted) use(random).catch(() => {});
      }
    },
    async awaits() {
      await registered(system, new AbortController().signal);
      // Once everything is mended, somebody who asks is answered.
      isAnswered ||= await use(seededRandom(1), ['leaderboard']).then(
        () => true,
        () => false,
      );
      const open = await system.rows(
        `select from announcements where settled is null union all select from role_checks`,
      );
      const [read] = await system.rows<{ frame: string | null }>('select frame::text from bot_positions');
      if (!isAnswered) return 'an answer of the bot';
      if (open.length > 0) return `${open.length} announcements and checks of roles`;
      const owed = await lastOwedAt(system);
      return Number(read?.frame ?? 0) >= owed ? null : `the bot to read reward frame ${owed}`;
    },
    invariants: [everyCoffeeIsPaidOnce],
  };
}

/** Discord has to know the commands before anybody can use them. */
async function registered(system: System, until: AbortSignal): Promise<void> {
  const isKnown = ({ transcript }: DiscordSimulator) =>
    transcript.some(({ kind }) => kind === 'commands_registered');
  while (!until.aborted && !isKnown(system.simulator)) {
    await system.command(NAME, 'register-commands-main').catch(() => {});
  }
}
