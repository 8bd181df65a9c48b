import { publishFrame, readLog } from '@synapse/bus';
import { discordSubject, encodeFrame, historySubject } from '@synapse/contracts';
import { buildFact } from '@synapse/testkit';
import { poisonFrame } from '../life/poison.js';
import { COMMUNITY } from '../system/environment.js';
import type { Fault, Scene } from './fault.js';

let made = 0;

/** A message that somebody wrote some time ago, told by a producer that is no gateway. */
function strayFact({ system: { simulator, clock }, random }: Scene, minutesAgo: number) {
  const guild = random.pick(simulator.world.guilds);
  const { user } = random.pick(guild.members.filter((member) => !member.user.bot));
  const at = new Date(clock.now() - minutesAgo * 60_000).toISOString();
  made += 1;
  const channel_id = random.pick(guild.channels.filter(({ type }) => type === 0)).id;
  // A field of a later version is left out by whoever does not know it.
  const later = { ...(random.chance(0.3) && { of_a_later_version: { any: ['thing'] } }) };
  const common = { guild_id: guild.id, user_id: user.id, channel_id, at, received_at: at };
  return { ...buildFact('message_create', { id: `msg:stray-${made}`, ...common }), ...later };
}

async function inject(scene: Scene, subject: string, body: Uint8Array, poison: readonly number[] = []) {
  scene.injections.note(body, poison);
  const id = `stray:${made}:${scene.random.next()}`;
  return publishFrame(scene.life.bus, { subject, id, body }).then(
    () => 'taken',
    () => 'nobody knows whether it was taken',
  );
}

const frameOf = (facts: readonly object[]) =>
  encodeFrame(
    `stray:${made}`,
    facts.map((fact) => JSON.stringify(fact)),
  );

export const logFaults: Fault[] = [
  {
    name: 'facts that are an hour late and out of order',
    on: 'log',
    weight: 2,
    async strike(scene) {
      const facts = [60, 1, 90, 0, 61].map((minutes) => strayFact(scene, minutes));
      return inject(scene, discordSubject(COMMUNITY), frameOf(facts));
    },
  },
  {
    name: 'history is imported',
    on: 'log',
    weight: 1,
    async strike(scene) {
      const facts = [4_000, 3_000, 2_999].map((minutes) => strayFact(scene, minutes));
      return inject(scene, historySubject(COMMUNITY), frameOf(facts));
    },
  },
  {
    name: 'poison',
    on: 'log',
    weight: 3,
    async strike(scene) {
      const { body, poison } = poisonFrame(
        scene.random,
        [0, 1, 2].map((minutes) => strayFact(scene, minutes)),
      );
      return inject(scene, discordSubject(COMMUNITY), body, poison);
    },
  },
  {
    name: 'entries come again',
    on: 'log',
    weight: 3,
    async strike({ life: { bus }, random }) {
      const enough = AbortSignal.timeout(1_000);
      for await (const entries of readLog(bus, { community: COMMUNITY, after: 0, signal: enough })) {
        const again = entries.filter(({ subject }) => subject === discordSubject(COMMUNITY)).slice(-20);
        for (const { subject, body } of again) {
          const id = `again:${random.next()}`;
          await publishFrame(bus, { subject, id, body }).catch(() => {});
        }
        return `${again.length} of them`;
      }
      return 'there were none';
    },
  },
];
