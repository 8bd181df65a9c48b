import { setTimeout as sleep } from 'node:timers/promises';
import { publishFrame } from '@synapse/bus';
import { discordSubject, FRAME_VERSION, factsStreamName } from '@synapse/contracts';
import { buildFact, eventually } from '@synapse/testkit';
import { entriesOf } from '../judge/evidence.js';
import type { Scene } from '../nemesis/fault.js';
import { COMMUNITY } from '../system/environment.js';
import type { Case } from './case.js';
import { accepted } from './wiped-log.js';

const READERS = ['lake-writer', 'reward-engine'];

/**
 * A gateway was upgraded before those who read it. What has only more fields is read; a frame of a later version is waited
 * for, nothing behind it is passed over, and everybody says why. Here it never comes to the upgrade: the frame is taken away.
 */
export const producerAhead: Case = {
  name: 'a producer is one version ahead',
  async tell(scene) {
    const { system, injections, life } = scene;
    await sleep(2_000);
    await publish(scene, FRAME_VERSION, { of_a_later_version: true });
    const { sequence } = await publish(scene, FRAME_VERSION + 1, {});
    await eventually('both readers to wait before it', () => stand(scene, sequence - 1), 30_000);
    for (const name of READERS)
      await eventually(`${name} to say so`, () => saysSo(scene, name, sequence), 30_000);
    await sleep(3_000);
    if (!(await stand(scene, sequence - 1))) throw new Error('Somebody passed over it.');
    // What is behind it stays: an operator who gives the frame up accepts that it alone is missing.
    const before = (await entriesOf(system)).filter((entry) => entry.sequence < sequence);
    injections.archive.push(...before);
    await life.bus.jsm.streams.purge(factsStreamName(COMMUNITY), { seq: sequence + 1 });
    await accepted(system);
    await sleep(1_000);
    return `its readers waited before entry ${sequence} and said that they have to be upgraded`;
  },
};

function publish({ system, injections, life }: Scene, version: number, more: object) {
  const guild = system.simulator.world.guilds[0];
  const at = new Date(system.clock.now()).toISOString();
  const id = `ahead-${version}`;
  const common = { id, guild_id: guild?.id ?? '', user_id: '7001', at, received_at: at };
  const fact = { ...buildFact('message_create', common), ...more };
  const body = Buffer.from(
    [{ v: version, id, ...more }, fact].map((line) => JSON.stringify(line)).join('\n'),
  );
  injections.note(body);
  return publishFrame(life.bus, { subject: discordSubject(COMMUNITY), id, body });
}

async function stand({ system }: Scene, sequence: number): Promise<boolean> {
  const rows = await system.rows<{ sequence: string }>(
    'select sequence::text from lake_positions union all select sequence::text from engine_positions',
  );
  return rows.every((row) => Number(row.sequence) === sequence);
}

/** In its log, and to whoever asks whether it is ready. */
async function saysSo({ system }: Scene, name: string, sequence: number): Promise<boolean> {
  const service = system.service(name);
  const isLogged = service.output.some(
    (line) => line.includes(`Entry ${sequence} `) && line.includes('Upgrade this service'),
  );
  return isLogged && !(await service.ask('/readyz')).startsWith('{"ready":true');
}
