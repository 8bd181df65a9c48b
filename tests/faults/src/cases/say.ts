import { logState } from '@synapse/bus';
import { eventually, type Random } from '@synapse/testkit';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';

/** Somebody new says something. @returns waits until it is in lake and journal, and with it all that was said before */
export function say(system: System, random: Random): () => Promise<void> {
  const { rows, simulator } = system;
  const { act, world } = simulator;
  const guild = random.pick(world.guilds);
  const channel = guild.channels.find(({ type }) => type === 0);
  const authorId = act.memberJoin({ guildId: guild.id });
  act.message({ guildId: guild.id, channelId: channel?.id ?? '', authorId, content: 'Here?' });
  const isThere = async () => {
    const found = await rows(
      `select from activity_log join event_lake on source_id = source_event_id
       where activity_log.user_id = $1 and event_lake.event_type = 'message_create'`,
      [authorId],
    );
    return found.length > 0;
  };
  return async () => {
    await eventually('what was said to have gone all the way', isThere, 60_000).catch(
      async (error: Error) => {
        throw new Error(`${error.message} (${await howFar(system, authorId)})`);
      },
    );
  };
}

/** How far what somebody said has come, and everybody with it. */
async function howFar(system: System, author: string): Promise<string> {
  const { last } = await system.withBus((bus) => logState(bus, COMMUNITY));
  const [row] = await system.rows(
    `select l.sequence as lake, e.sequence as engine,
       (select count(*) from event_lake where user_id = $1) as "their facts",
       (select count(*) from activity_log where user_id = $1) as "their rows"
     from lake_positions l join engine_positions e using (community)`,
    [author],
  );
  const metrics = await system.service('ingest-gateway').ask('/metrics');
  const [spool] = /^synapse_gateway_spool_pending_frames\S* .*$/m.exec(metrics) ?? [];
  return JSON.stringify({ log: last, ...row, spool });
}
