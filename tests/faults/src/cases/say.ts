import { eventually, type Random } from '@synapse/testkit';
import type { System } from '../system/system.js';

/** Somebody new says something. @returns waits until it is in lake and journal, and with it all that was said before */
export function say({ simulator, rows }: System, random: Random): () => Promise<void> {
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
    await eventually('what was said to have gone all the way', isThere, 60_000);
  };
}
