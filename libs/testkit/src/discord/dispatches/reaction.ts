import {
  type APIEmoji,
  type GatewayMessageReactionAddDispatchData,
  type GatewayMessageReactionRemoveDispatchData,
  ReactionType,
} from 'discord-api-types/v10';
import type { Member } from '../world/world.js';
import { memberData } from './user.js';

export interface ReactionParts {
  guildId: string;
  channelId: string;
  messageId: string;
  /** A Unicode emoji, or `name:id` for a custom one. */
  emoji: string;
}

/** MESSAGE_REACTION_ADD. Discord names the message's author unless a webhook wrote it. */
export function reactionAdd(
  parts: ReactionParts & { member: Member; messageAuthorId?: string },
): GatewayMessageReactionAddDispatchData {
  return {
    ...reactionBase(parts, parts.member.user.id),
    member: memberData(parts.member),
    ...(parts.messageAuthorId ? { message_author_id: parts.messageAuthorId } : {}),
  };
}

/** MESSAGE_REACTION_REMOVE: carries neither the member nor the message's author. */
export function reactionRemove(
  parts: ReactionParts & { userId: string },
): GatewayMessageReactionRemoveDispatchData {
  return reactionBase(parts, parts.userId);
}

function reactionBase(parts: ReactionParts, userId: string): GatewayMessageReactionRemoveDispatchData {
  return {
    user_id: userId,
    type: ReactionType.Normal,
    message_id: parts.messageId,
    channel_id: parts.channelId,
    guild_id: parts.guildId,
    emoji: emojiData(parts.emoji),
    burst: false,
  };
}

function emojiData(emoji: string): APIEmoji {
  const custom = /^(\w+):(\d+)$/.exec(emoji);
  return custom ? { name: custom[1] ?? null, id: custom[2] ?? null } : { name: emoji, id: null };
}
