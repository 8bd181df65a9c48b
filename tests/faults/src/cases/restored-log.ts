import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logState, publishFrame } from '@synapse/bus';
import { discordSubject, encodeFrame } from '@synapse/contracts';
import { buildFact } from '@synapse/testkit';
import type { Scene } from '../nemesis/fault.js';
import { COMMUNITY } from '../system/environment.js';
import { letWrite, whileArchived } from './archive.js';
import type { Case } from './case.js';
import { accepted } from './wiped-log.js';

/** A log that is shorter than what was read of it: its readers stop before anything that is put there anew is passed over. */
export const restoredLog: Case = {
  name: 'the log is restored to earlier',
  tell: (scene) => restored(scene, async () => {}),
};

/** As long as before by the time its readers see it: only by what stands in their place do they know it. */
export const refilledLog: Case = {
  name: 'the log is restored to earlier and written to before its readers look',
  async tell(scene) {
    const writer = scene.system.service('lake-writer');
    return restored(scene, async (last) => {
      // One comes back later, the other is there all the time.
      const stopped = writer.stop();
      await refill(scene, last + 3);
      await stopped;
      writer.start();
    });
  },
};

async function restored(scene: Scene, before: (last: number) => Promise<void>): Promise<string> {
  const { system } = scene;
  const store = join(system.folder, 'nats/jetstream/jetstream/SYNAPSE/streams/FACTS_main');
  const copy = join(system.folder, 'log-copy');
  await whileStopped(scene, () => cpSync(store, copy, { recursive: true }));
  await sleep(8_000);
  await whileArchived(scene, async () => {
    const { last } = await system.withBus((bus) => logState(bus, COMMUNITY));
    await whileStopped(scene, () => {
      rmSync(store, { recursive: true });
      cpSync(copy, store, { recursive: true });
    });
    await before(last);
  });
  letWrite(system);
  await accepted(system);
  await sleep(2_000);
  return 'its readers stopped, each naming the command that accepts it, and went on after it';
}

async function whileStopped({ system: { broker } }: Scene, work: () => void): Promise<void> {
  await broker.stop();
  work();
  await broker.start();
}

/** Puts entries of its own into the log until it is so long. */
async function refill({ system, injections }: Scene, length: number): Promise<void> {
  const at = new Date(system.clock.now()).toISOString();
  const guild_id = system.simulator.world.guilds[0]?.id ?? '';
  await system.withBus(async (bus) => {
    for (let last = 0; last < length; ) {
      const id = `refill-${last}`;
      const fact = buildFact('message_create', { id, guild_id, user_id: '7000', at, received_at: at });
      const body = encodeFrame(id, [JSON.stringify(fact)]);
      injections.note(body);
      last = (await publishFrame(bus, { subject: discordSubject(COMMUNITY), id, body })).sequence;
    }
  });
}
