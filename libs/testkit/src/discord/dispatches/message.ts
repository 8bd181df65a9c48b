import {
  type APIAttachment,
  type APIUserWithMember,
  type GatewayMessageCreateDispatchData,
  MessageReferenceType,
  MessageType,
} from 'discord-api-types/v10';
import { discordTimestamp } from '../snowflake.js';
import { messageChannelType } from '../world/find.js';
import type { Guild, Member } from '../world/world.js';
import { NO_FLAGS } from './no-flags.js';
import { memberDataWithoutUser, userData } from './user.js';

export interface MessageParts {
  id: string;
  guild: Guild;
  channelId: string;
  author: Member;
  content: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Default, or reply where `repliedTo` is given. */
  type?: MessageType;
  attachments?: APIAttachment[];
  /** The message that is answered, as it was sent; null when it has been forgotten. */
  repliedTo?: { id: string; data: GatewayMessageCreateDispatchData | null };
}

/** MESSAGE_CREATE of a member. */
export function messageCreate(parts: MessageParts): GatewayMessageCreateDispatchData {
  const { guild, author, repliedTo } = parts;
  return {
    ...messageBase(parts),
    type: parts.type ?? (repliedTo ? MessageType.Reply : MessageType.Default),
    author: userData(author.user),
    member: memberDataWithoutUser(author),
    mentions: mentionsOf(guild, parts.content, repliedTo?.data?.author.id),
    ...(repliedTo ? replyFields(parts, repliedTo) : {}),
  };
}

/** MESSAGE_CREATE of a webhook: a bot author made up for the message, and no member. */
export function webhookMessageCreate(
  parts: Omit<MessageParts, 'author' | 'repliedTo'> & { webhookId: string; name: string },
): GatewayMessageCreateDispatchData {
  const author = { id: parts.webhookId, username: parts.name, global_name: null, avatar: null, bot: true };
  return {
    ...messageBase(parts),
    type: MessageType.Default,
    webhook_id: parts.webhookId,
    author: { ...userData(author), discriminator: '0000' },
    mentions: [],
  };
}

function messageBase(parts: Omit<MessageParts, 'author'>) {
  return {
    id: parts.id,
    guild_id: parts.guild.id,
    channel_id: parts.channelId,
    channel_type: messageChannelType(parts.guild, parts.channelId),
    content: parts.content,
    timestamp: discordTimestamp(parts.at),
    edited_timestamp: null,
    tts: false,
    pinned: false,
    flags: NO_FLAGS,
    mention_everyone: false,
    mention_roles: [],
    attachments: parts.attachments ?? [],
    embeds: [],
    components: [],
  };
}

function replyFields(parts: MessageParts, repliedTo: NonNullable<MessageParts['repliedTo']>) {
  return {
    message_reference: {
      type: MessageReferenceType.Default,
      message_id: repliedTo.id,
      channel_id: parts.channelId,
      guild_id: parts.guild.id,
    },
    // Discord nests one level: the answered message comes without the one it answered itself.
    referenced_message: repliedTo.data && withoutReference(repliedTo.data),
  };
}

function withoutReference(data: GatewayMessageCreateDispatchData) {
  const { referenced_message: _, guild_id: __, member: ___, ...rest } = data;
  return rest;
}

/** Everyone named by `<@id>` in the text, and the author of the message that is answered. */
function mentionsOf(guild: Guild, content: string, repliedAuthorId?: string): APIUserWithMember[] {
  const ids = new Set([...content.matchAll(/<@!?(\d+)>/g)].map((match) => match[1]));
  if (repliedAuthorId) ids.add(repliedAuthorId);
  if (ids.size === 0) return [];
  return guild.members
    .filter((member) => ids.has(member.user.id))
    .map((member) => ({ ...userData(member.user), member: memberDataWithoutUser(member) }));
}
