import {
  type APIAttachment,
  type GatewayMessageCreateDispatchData,
  MessageType,
} from 'discord-api-types/v10';
import { messageCreate, webhookMessageCreate } from '../dispatches/message.js';
import type { OwedDispatch } from '../gateway/session.js';
import { botOf, findMember } from '../world/find.js';
import { type ActionContext, guildIn } from './action-context.js';

export interface Said {
  messageId: string;
  /** The dispatch; absent when no session is there to receive it. */
  sent: OwedDispatch | undefined;
}

export interface Post {
  guildId: string;
  /** A channel or an active thread. */
  channelId: string;
  content: string;
  /** When it is said, in milliseconds since 1970; now unless given. */
  at?: number;
}

export interface Message extends Post {
  authorId: string;
  /** The message that is answered. */
  replyTo?: string;
  /** File names. */
  attachments?: string[];
}

/** Messages of people, bots, webhooks and Discord itself. */
export function messageActions(context: ActionContext) {
  function say(guildId: string, data: GatewayMessageCreateDispatchData): Said {
    context.messages.remember(data);
    return { messageId: data.id, sent: context.emit(guildId, 'MESSAGE_CREATE', data) };
  }

  function memberMessage(message: Message, authorId: string, type?: MessageType): Said {
    const data = messageCreate({
      ...parts(context, message),
      author: findMember(guildIn(context, message.guildId), authorId),
      type,
      attachments: message.attachments?.map((name) => attachment(context, message.channelId, name)),
      repliedTo: message.replyTo ? quoted(context, message.replyTo) : undefined,
    });
    return say(message.guildId, data);
  }

  return {
    /** A member says something; with `replyTo` it is a reply. */
    message: (message: Message) => memberMessage(message, message.authorId),

    /** A bot of the guild says something: `botId`, or the first bot that is a member. */
    botMessage({ botId, ...message }: Post & { botId?: string }): Said {
      const authorId = botId ?? firstBot(context, message.guildId);
      return memberMessage({ ...message, authorId }, authorId);
    },

    /** A webhook posts under a name of its own. */
    webhookMessage({ name = 'Release notes', ...message }: Post & { name?: string }): Said {
      const webhookId = context.newId(context.now());
      return say(message.guildId, webhookMessageCreate({ ...parts(context, message), webhookId, name }));
    },

    /** Discord itself posts in a member's name, as for a new member (the default) or a boost. */
    systemMessage({
      userId,
      type,
      ...message
    }: Omit<Post, 'content'> & { userId: string; type?: MessageType }) {
      return memberMessage(
        { ...message, authorId: userId, content: '' },
        userId,
        type ?? MessageType.UserJoin,
      );
    },
  };
}

function parts(context: ActionContext, { guildId, channelId, content, at = context.now() }: Post) {
  return { id: context.newId(at), guild: guildIn(context, guildId), channelId, content, at };
}

function quoted(context: ActionContext, id: string) {
  return { id, data: context.messages.recall(id) ?? null };
}

function attachment(context: ActionContext, channelId: string, filename: string): APIAttachment {
  const id = context.newId(context.now());
  const url = `https://cdn.discordapp.com/attachments/${channelId}/${id}/${filename}`;
  return { id, filename, size: 48_213, url, proxy_url: url };
}

function firstBot(context: ActionContext, guildId: string): string {
  const guild = guildIn(context, guildId);
  const bot = guild.members.find((member) => member.user.bot)?.user ?? botOf(context.world);
  return bot.id;
}
