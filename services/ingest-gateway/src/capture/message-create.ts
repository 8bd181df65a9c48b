import { type Static, Type } from '@sinclair/typebox';
import { Snowflake, snowflakeTime } from '@synapse/contracts';
import { messageFacts } from '@synapse/economy';
import { MessageType } from 'discord-api-types/v10';
import { actorOf } from './actor.js';
import { learnBot } from './bots.js';
import { type CaptureContext, checked } from './capture.js';
import { BareMember, maybe, User } from './shapes.js';
import { parentOf } from './thread.js';
import { isoTime } from './times.js';

const Message = Type.Object({
  id: Snowflake,
  guild_id: Type.Optional(Snowflake),
  channel_id: Snowflake,
  type: Type.Integer(),
  content: Type.String(),
  author: User,
  webhook_id: Type.Optional(Type.String()),
  member: Type.Optional(BareMember),
  attachments: Type.Array(Type.Unknown()),
  referenced_message: maybe(Type.Object({ author: Type.Object({ id: Snowflake }) })),
});
type Message = Static<typeof Message>;

/** MESSAGE_CREATE → `message_create`. Direct messages, bots, webhooks and system messages are nobody's activity. */
export const messageCreate = checked(Message, (message, context) => {
  const changes = learnBot(message.author, context.picture);
  const { guild_id } = message;
  if (guild_id === undefined || !isByMember(message)) return { facts: [], changes };
  return { facts: [messageFact(message, guild_id, context)], changes };
});

function isByMember({ author, webhook_id, type }: Message): boolean {
  const isOrdinary = type === MessageType.Default || type === MessageType.Reply;
  return isOrdinary && !author.bot && webhook_id === undefined;
}

function messageFact(message: Message, guild_id: string, { picture, receivedAt }: CaptureContext) {
  const isReply = message.type === MessageType.Reply;
  const repliedTo = (isReply && message.referenced_message?.author.id) || null;
  return {
    id: `msg:${message.id}`,
    type: 'message_create' as const,
    guild_id,
    user_id: message.author.id,
    channel_id: message.channel_id,
    target_id: repliedTo,
    at: isoTime(snowflakeTime(message.id)),
    received_at: isoTime(receivedAt),
    actor: actorOf(message.author, message.member?.nick),
    payload: {
      ...messageFacts(message.content),
      has_attachment: message.attachments.length > 0,
      attachment_count: message.attachments.length,
      is_reply: isReply,
      reply_to_user_id: repliedTo,
      parent_channel_id: parentOf(picture, guild_id, message.channel_id),
    },
  };
}
