import { threadCreate, threadCreateForAdded, threadData } from '../dispatches/thread.js';
import { botOf, findChannel, findMember, findThread } from '../world/find.js';
import { type ActionContext, guildIn } from './action-context.js';

export interface NewThread {
  guildId: string;
  /** The channel it hangs under. */
  channelId: string;
  ownerId: string;
  name: string;
  /** When it is opened, in milliseconds since 1970; now unless given. */
  at?: number;
}

/** Threads and forum posts. */
export function threadActions(context: ActionContext) {
  return {
    /** Opens a public thread; returns its id. */
    openThread({ guildId, channelId, ownerId, name, at = context.now() }: NewThread): string {
      const guild = guildIn(context, guildId);
      const parent = findChannel(guild, channelId);
      const owner = findMember(guild, ownerId).user;
      const thread = { id: context.newId(at), name, parent_id: parent.id, owner_id: owner.id };
      guild.threads.push(thread);
      context.emit(guildId, 'THREAD_CREATE', threadCreate(guild, thread));
      return thread.id;
    },

    /** Adds the bot to an existing thread: Discord sends THREAD_CREATE again, not newly created. */
    addBotToThread({ guildId, threadId }: { guildId: string; threadId: string }) {
      const guild = guildIn(context, guildId);
      const thread = findThread(guild, threadId);
      const data = threadCreateForAdded(guild, thread, botOf(context.world).id, context.now());
      return context.emit(guildId, 'THREAD_CREATE', data);
    },

    deleteThread({ guildId, threadId }: { guildId: string; threadId: string }) {
      const guild = guildIn(context, guildId);
      const { id, type, parent_id } = threadData(guild, findThread(guild, threadId));
      guild.threads = guild.threads.filter((thread) => thread.id !== threadId);
      return context.emit(guildId, 'THREAD_DELETE', { id, guild_id: guildId, parent_id, type });
    },
  };
}
