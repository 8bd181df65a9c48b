import {
  type APIThreadChannel,
  type APIThreadMember,
  ChannelType,
  type GatewayThreadCreateDispatchData,
  ThreadAutoArchiveDuration,
} from 'discord-api-types/v10';
import { discordTimestamp, snowflakeTime } from '../snowflake.js';
import type { Guild, Thread } from '../world/world.js';
import { NO_FLAGS } from './no-flags.js';

/** An active public thread as GUILD_CREATE and the thread dispatches carry it. */
export function threadData(guild: Guild, thread: Thread): APIThreadChannel {
  const createdAt = discordTimestamp(snowflakeTime(thread.id));
  return {
    id: thread.id,
    type: ChannelType.PublicThread,
    guild_id: guild.id,
    parent_id: thread.parent_id,
    owner_id: thread.owner_id,
    name: thread.name,
    last_message_id: null,
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    rate_limit_per_user: 0,
    flags: NO_FLAGS,
    thread_metadata: {
      archived: false,
      locked: false,
      auto_archive_duration: ThreadAutoArchiveDuration.ThreeDays,
      archive_timestamp: createdAt,
      create_timestamp: createdAt,
    },
  };
}

/** THREAD_CREATE of a thread that was really made just now. */
export function threadCreate(guild: Guild, thread: Thread): GatewayThreadCreateDispatchData {
  return { ...threadData(guild, thread), newly_created: true };
}

/** THREAD_CREATE again, for an old thread: Discord sends it when the bot is added to one. */
export function threadCreateForAdded(
  guild: Guild,
  thread: Thread,
  botId: string,
  at: number,
): GatewayThreadCreateDispatchData {
  const member: APIThreadMember = {
    id: thread.id,
    user_id: botId,
    join_timestamp: discordTimestamp(at),
    flags: NO_FLAGS,
  };
  return { ...threadData(guild, thread), member };
}
