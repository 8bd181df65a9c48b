import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import type { Scene } from '../nemesis/fault.js';
import type { Case } from './case.js';

const TIMES = 12;
const WITHIN_MS = 10_000;
const KILLED = ['ingest-gateway', 'lake-writer', 'reward-engine'];

/** What is said while a service is dead is in lake and journal soon after it was started again. */
export const killedAgainAndAgain: Case = {
  name: 'killed again and again',
  async tell(scene) {
    const took: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      for (const name of KILLED) took.push(await killAndSay(scene, name));
    }
    took.sort((a, b) => a - b);
    const [median, p99] = [0.5, 0.99].map((share) => took[Math.ceil(share * took.length) - 1] as number);
    if ((p99 as number) > WITHIN_MS) throw new Error(`p99 is ${p99} ms`);
    return `${took.length} kills, from the start to what was said meanwhile: median ${median} ms, p99 ${p99} ms`;
  },
};

/** @returns milliseconds from the start of the service until what was said while it was dead has gone all the way */
async function killAndSay({ system, random }: Scene, name: string): Promise<number> {
  const { act, world } = system.simulator;
  const guild = random.pick(world.guilds);
  const channel = guild.channels.find(({ type }) => type === 0);
  const service = system.service(name);
  service.kill();
  const authorId = act.memberJoin({ guildId: guild.id });
  act.message({ guildId: guild.id, channelId: channel?.id ?? '', authorId, content: 'Here?' });
  await sleep(random.int(0, 500));
  const from = performance.now();
  service.start();
  const isThere = async () => {
    const rows = await system.rows(
      `select from activity_log join event_lake on source_id = source_event_id
       where activity_log.user_id = $1 and event_lake.event_type = 'message_create'`,
      [authorId],
    );
    return rows.length > 0;
  };
  await eventually('what was said to have gone all the way', isThere, 60_000);
  return Math.round(performance.now() - from);
}
