import { Type } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';
import { actorOf } from './actor.js';
import { learnBot } from './bots.js';
import { checked, MalformedDispatch } from './capture.js';
import { Member, maybe, User } from './shapes.js';
import { isoTime } from './times.js';

const Added = Type.Composite([Member, Type.Object({ guild_id: Snowflake, joined_at: maybe(Type.String()) })]);
const Removed = Type.Object({ guild_id: Snowflake, user: User });

/** GUILD_MEMBER_ADD → `member_join`, at the time Discord gives. */
export const memberAdd = checked(Added, (member, { session, sequence, receivedAt, picture }) => {
  const { user, guild_id } = member;
  if (user.bot) return { facts: [], changes: learnBot(user, picture) };
  const joinedAt = member.joined_at ? Date.parse(member.joined_at) : receivedAt;
  if (Number.isNaN(joinedAt)) throw new MalformedDispatch('/joined_at');
  const fact = {
    id: `member_join:${session}:${sequence}`,
    type: 'member_join' as const,
    guild_id,
    user_id: user.id,
    channel_id: null,
    target_id: null,
    at: isoTime(joinedAt),
    received_at: isoTime(receivedAt),
    actor: actorOf(user, member.nick),
    payload: { joined_at: isoTime(joinedAt) },
  };
  return { facts: [fact], changes: [] };
});

/**
 * GUILD_MEMBER_REMOVE → `member_leave`. It has the user but not the nickname, so it cannot tell the display name and must
 * not overwrite one that is known.
 */
export const memberRemove = checked(
  Removed,
  ({ guild_id, user }, { session, sequence, receivedAt, picture }) => {
    if (user.bot || picture.bots.has(user.id)) return { facts: [], changes: learnBot(user, picture) };
    const fact = {
      id: `member_leave:${session}:${sequence}`,
      type: 'member_leave' as const,
      guild_id,
      user_id: user.id,
      channel_id: null,
      target_id: null,
      at: isoTime(receivedAt),
      received_at: isoTime(receivedAt),
      payload: {},
    };
    return { facts: [fact], changes: [] };
  },
);
