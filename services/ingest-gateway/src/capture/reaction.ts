import { type Static, Type } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';
import { actorOf, storable } from './actor.js';
import { learnBot } from './bots.js';
import { type CaptureContext, checked, MalformedDispatch } from './capture.js';
import { Member, maybe } from './shapes.js';
import { parentOf } from './thread.js';
import { isoTime } from './times.js';

const EMOJI_NAME_LENGTH = 100;

const reaction = {
  user_id: Snowflake,
  guild_id: Type.Optional(Snowflake),
  channel_id: Snowflake,
  message_id: Snowflake,
  emoji: Type.Object({ id: maybe(Snowflake), name: maybe(Type.String()) }),
};
const Added = Type.Object({
  ...reaction,
  member: Type.Optional(Member),
  message_author_id: Type.Optional(Snowflake),
});
const Removed = Type.Object(reaction);
type Reaction = Static<typeof Removed>;

/** MESSAGE_REACTION_ADD → `reaction_add`, aimed at the message's author unless that is a bot or unknown. */
export const reactionAdd = checked(Added, (added, context) => {
  const { picture } = context;
  const { guild_id, member, message_author_id: author } = added;
  const changes = learnBot(member?.user, picture);
  if (guild_id === undefined || member?.user.bot || picture.bots.has(added.user_id)) {
    return { facts: [], changes };
  }
  const fact = {
    ...common(added, guild_id, context),
    id: `rxn_add:${context.session}:${context.sequence}`,
    type: 'reaction_add' as const,
    target_id: author !== undefined && !picture.bots.has(author) ? author : null,
    ...(member && { actor: actorOf(member.user, member.nick) }),
  };
  return { facts: [fact], changes };
});

/** MESSAGE_REACTION_REMOVE → `reaction_remove`. Discord names neither the member's role nor the message's author here. */
export const reactionRemove = checked(Removed, (removed, context) => {
  const { guild_id } = removed;
  if (guild_id === undefined || context.picture.bots.has(removed.user_id)) return { facts: [], changes: [] };
  const fact = {
    ...common(removed, guild_id, context),
    id: `rxn_rm:${context.session}:${context.sequence}`,
    type: 'reaction_remove' as const,
    target_id: null,
  };
  return { facts: [fact], changes: [] };
});

function common(reaction: Reaction, guild_id: string, { picture, receivedAt }: CaptureContext) {
  return {
    guild_id,
    user_id: reaction.user_id,
    channel_id: reaction.channel_id,
    at: isoTime(receivedAt),
    received_at: isoTime(receivedAt),
    payload: {
      emoji_name: emojiName(reaction.emoji),
      message_id: reaction.message_id,
      parent_channel_id: parentOf(picture, guild_id, reaction.channel_id),
    },
  };
}

/** The emoji itself, or `name:id` of a custom one; the name is missing when that emoji has been deleted. */
function emojiName({ id, name }: Reaction['emoji']): string {
  const text = id ? `${name ?? ''}:${id}` : (name ?? '');
  const short = storable(text.slice(0, EMOJI_NAME_LENGTH));
  if (short === '') throw new MalformedDispatch('/emoji');
  return short;
}
