import { setTimeout as sleep } from 'node:timers/promises';
import { askRequest, type Bus, isTransient, publishFrame } from '@synapse/bus';
import {
  CHANGE_REQUEST_VERSION,
  type ChangeAnswer,
  changeSubject,
  commandSubject,
  discordSubject,
  encodeCommand,
  encodeFrame,
  type JobInput,
  type JobKind,
} from '@synapse/contracts';
import { buildFact, type Random, seededRandom } from '@synapse/testkit';
import { askForJob } from '../life/ask-for-job.js';
import { randomCommand } from '../life/commands.js';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';

/** Somebody who makes the owners of tables write, over and over. */
export interface Writer {
  name: string;
  /** Once; what is refused is refused. @throws what the bus says when nobody answers in time: that refuses as well */
  write(scene: { system: System; bus: Bus; random: Random }): Promise<unknown>;
}

/** Entries come one by one, so that batches stay small and many; what takes long leaves room for them. */
const FACT_EVERY_MS = 3;
const COMMAND_EVERY_MS = 40;
const MAINTENANCE_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 20_000;
let changes = 0;
let said = 0;

/** Each command is an entry, which both folds read: awards, purchases, erasures with the scrubbing that follows. */
const orders: Writer = {
  name: 'commands',
  async write({ system, bus, random }) {
    const command = randomCommand(system, random);
    // After each erasure the whole lake is walked through: with many of them nothing else would happen.
    if (command.type === 'erase_member' && random.chance(0.9)) return;
    const subject = commandSubject(COMMUNITY, command.issuer);
    await publishFrame(bus, { subject, id: `${command.issuer}:${command.id}`, body: encodeCommand(command) });
    await sleep(COMMAND_EVERY_MS);
  },
};

const facts: Writer = {
  name: 'facts',
  async write({ system: { simulator, clock }, bus, random }) {
    const guild = random.pick(simulator.world.guilds);
    const at = new Date(clock.now()).toISOString();
    const [user_id, target_id] = [random.pick(guild.members).user.id, random.pick(guild.members).user.id];
    said += 1;
    const change = { id: `written-${said}`, guild_id: guild.id, user_id, at, received_at: at };
    const fact = random.chance(0.5)
      ? buildFact('message_create', change)
      : buildFact('reaction_add', { ...change, target_id });
    const body = encodeFrame(change.id, [JSON.stringify(fact)]);
    await publishFrame(bus, { subject: discordSubject(COMMUNITY), id: change.id, body });
    await sleep(FACT_EVERY_MS);
  },
};

const change = (name: string, input: (random: Random) => object): Writer => ({
  name,
  async write({ system, bus, random }) {
    changes += 1;
    const request = {
      v: CHANGE_REQUEST_VERSION,
      actor: system.simulator.world.guilds[0]?.owner_id,
      key: `writer-${changes}`,
      input: input(random),
    };
    // Admin lets one person make thirty changes a minute: the last ones are made older, without waiting for anybody.
    await system.rows(`update change_requests set asked_at = asked_at - interval '2 minutes'
      where ctid in (select ctid from change_requests for update skip locked)`);
    await askRequest<ChangeAnswer>(bus, changeSubject(COMMUNITY, name), request, ANSWER_WITHIN_MS);
  },
});

const job = <K extends JobKind>(kind: K, input: JobInput<K>): Writer => ({
  name: `the job ${kind}`,
  async write({ system, bus }) {
    const isDone = await askForJob(system, bus, { kind, input });
    while (!(await isDone())) await sleep(50);
    await sleep(MAINTENANCE_EVERY_MS);
  },
});

/** What admin itself asks owners for, and follows. */
const adminsJob = (kind: JobKind, input: object): Writer => {
  const { name, write } = change(`start_${kind}`, () => input);
  return {
    name,
    async write(scene) {
      await write(scene);
      await sleep(MAINTENANCE_EVERY_MS);
    },
  };
};

const command = (script: string): Writer => ({
  name: script,
  async write({ system }) {
    await system.command('reward-engine', script);
    await sleep(MAINTENANCE_EVERY_MS);
  },
});

/** It owns the members while it works: the engine has to be ended for it. */
const rebuild: Writer = {
  name: 'rebuild',
  async write({ system }) {
    await sleep(10 * MAINTENANCE_EVERY_MS);
    await system.service('reward-engine').stop();
    const { code, lines } = await system.command('reward-engine', 'rebuild-main', { REPAIR: '1' });
    system.service('reward-engine').start();
    if (code !== 0) throw new Error(`rebuild ended with ${code}: ${lines.slice(-5).join(' ')}`);
  },
};

/** Everybody who writes, and who reads a lot. */
const writers: readonly Writer[] = [
  facts,
  facts,
  orders,
  change('create_quest', () => ({ title: 'One more', description: 'Of many.' })),
  change('award', (random) => ({
    member: String(random.int(1, 9)),
    xp: random.int(1, 9),
    reason: 'Why not.',
  })),
  job('retention', {}),
  job('reconciliation', {}),
  job('rebuild', { repair: true }),
  adminsJob('retention', {}),
  adminsJob('rebuild', { repair: true }),
  command('checkpoint-main'),
  command('verify-main'),
  rebuild,
];

/** How often each got through, and how often nobody answered in time. */
export type Tally = Record<string, { done: number; unanswered: number }>;

/** Lets all of them write at the same time, until `signal` aborts. @throws what one of them found wrong */
export async function writeAll(system: System, seed: number, signal: AbortSignal): Promise<Tally> {
  const tally: Tally = Object.fromEntries(writers.map(({ name }) => [name, { done: 0, unanswered: 0 }]));
  await system.withBus((bus) =>
    Promise.all(
      writers.map(async ({ name, write }, at) => {
        const random = seededRandom(seed * 100 + at);
        const count = tally[name] as Tally[string];
        while (!signal.aborted) {
          const isAnswered = await write({ system, bus, random }).then(() => true, unlessLate);
          count[isAnswered ? 'done' : 'unanswered'] += 1;
        }
      }),
    ),
  );
  return tally;
}

function unlessLate(error: unknown): false {
  if (isTransient(error)) return false;
  throw error;
}
