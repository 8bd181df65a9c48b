import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { type FactJson, isSnowflake, Snowflake, snowflakeTime } from '@synapse/contracts';
import { messageFacts } from '@synapse/economy';

const maybe = (schema: ReturnType<typeof Type.String>) => Type.Optional(Type.Union([schema, Type.Null()]));

/** A message as DiscordChatExporter writes it, as far as it matters. Source: its JSON writer, versions 2.30 to 2.46. */
const Message = Type.Object({
  id: Snowflake,
  type: Type.String(),
  content: Type.String(),
  author: Type.Object({
    id: Snowflake,
    name: Type.String(),
    nickname: maybe(Type.String()),
    isBot: Type.Boolean(),
    avatarUrl: maybe(Type.String()),
  }),
  attachments: Type.Array(Type.Unknown()),
  reference: Type.Optional(Type.Union([Type.Object({ messageId: maybe(Type.String()) }), Type.Null()])),
});
type Message = Static<typeof Message>;

const message = TypeCompiler.Compile(Message);

/** Where the messages of a file were written. */
export interface HistoryPlace {
  guildId: string;
  channelId: string;
  /** Of a thread: the channel that it hangs on. */
  parentId: string | null;
}

/** What a message of a file is: a fact, nobody's activity, or unreadable. */
export type HistoryItem =
  | { fact: FactJson<'message_create'>; name: string; avatar: string | null }
  | { skipped: 'bot' | 'system' }
  | { bad: string };

const NAME_LENGTH = 100;
const ORDINARY = ['Default', 'Reply'];

/**
 * Makes facts of exported messages, with the ids and times that they had when they were written. The text goes no further than
 * here. Reactions are left out: the export does not say when they were given.
 * @param now when the file is read, in milliseconds since the Unix epoch
 * @param authorOf who wrote an earlier message of the file, as far as that is remembered
 */
export function createHistoryReader(
  place: HistoryPlace,
  now: number,
  authorOf: { get(id: string): string | undefined; set(id: string, author: string): unknown },
) {
  let last = 0n;
  return (value: unknown): HistoryItem => {
    if (!message.Check(value))
      return { bad: `${message.Errors(value).First()?.path ?? ''} is not as exports have it.` };
    const { id, type, author } = value;
    if (!isSnowflake(id) || !isSnowflake(author.id)) return { bad: 'An id is none of Discord.' };
    if (BigInt(id) <= last) return { bad: 'It stands behind a later message: export the oldest first.' };
    if (snowflakeTime(id) > now) return { bad: 'It lies in the future.' };
    last = BigInt(id);
    if (author.isBot) return { skipped: 'bot' };
    if (!ORDINARY.includes(type)) return { skipped: 'system' };
    authorOf.set(id, author.id);
    return { fact: factOf(value, place, now, authorOf), ...actorOf(author) };
  };
}

function factOf(
  { id, type, content, author, attachments, reference }: Message,
  { guildId, channelId, parentId }: HistoryPlace,
  now: number,
  authorOf: { get(id: string): string | undefined },
): FactJson<'message_create'> {
  const isReply = type === 'Reply';
  const repliedTo = (isReply && authorOf.get(reference?.messageId ?? '')) || null;
  return {
    id: `msg:${id}`,
    type: 'message_create',
    guild_id: guildId,
    user_id: author.id,
    channel_id: channelId,
    target_id: repliedTo,
    at: new Date(snowflakeTime(id)).toISOString(),
    received_at: new Date(now).toISOString(),
    payload: {
      ...messageFacts(content),
      has_attachment: attachments.length > 0,
      attachment_count: attachments.length,
      is_reply: isReply,
      reply_to_user_id: repliedTo,
      parent_channel_id: parentId,
    },
  };
}

/** Whom a member was called, for those of whom nothing newer is known. */
function actorOf({ id, name, nickname, avatarUrl }: Message['author']): {
  name: string;
  avatar: string | null;
} {
  const called = [nickname, name]
    .map((text) => (text ?? '').toWellFormed().replaceAll('\0', ''))
    .find(Boolean);
  const [, avatar = null] = /\/avatars\/\d+\/(\w{1,100})\./.exec(avatarUrl ?? '') ?? [];
  return { name: [...(called ?? id)].slice(0, NAME_LENGTH).join(''), avatar };
}
