import { type ReactionParts, reactionAdd, reactionRemove } from '../dispatches/reaction.js';
import { findMember } from '../world/find.js';
import { type ActionContext, guildIn } from './action-context.js';

export interface Reaction extends ReactionParts {
  userId: string;
}

/** Reactions. The message's author is known for messages of this simulator; name it for others. */
export function reactionActions(context: ActionContext) {
  return {
    react({ userId, messageAuthorId, ...parts }: Reaction & { messageAuthorId?: string }) {
      const member = findMember(guildIn(context, parts.guildId), userId);
      const authorId = messageAuthorId ?? authorOf(context, parts.messageId);
      const data = reactionAdd({ ...parts, member, messageAuthorId: authorId });
      return context.emit(parts.guildId, 'MESSAGE_REACTION_ADD', data);
    },

    unreact(reaction: Reaction) {
      return context.emit(reaction.guildId, 'MESSAGE_REACTION_REMOVE', reactionRemove(reaction));
    },
  };
}

function authorOf(context: ActionContext, messageId: string): string | undefined {
  const message = context.messages.recall(messageId);
  return message?.webhook_id ? undefined : message?.author.id;
}
