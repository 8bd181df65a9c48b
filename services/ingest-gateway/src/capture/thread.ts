import { type Static, Type } from '@sinclair/typebox';
import { Snowflake, snowflakeTime } from '@synapse/contracts';
import { codePoints } from '@synapse/economy';
import { keyOf, type Picture, type PictureChange } from '../picture/picture.js';
import { type CaptureContext, checked, NOTHING } from './capture.js';
import { maybe } from './shapes.js';
import { isoTime } from './times.js';

/** A thread as far as the picture needs it. */
export const ThreadPlace = Type.Object({ id: Snowflake, parent_id: maybe(Snowflake) });
type ThreadPlace = Static<typeof ThreadPlace>;

const InGuild = Type.Object({ guild_id: Snowflake });
const Created = Type.Composite([
  ThreadPlace,
  InGuild,
  Type.Object({
    owner_id: maybe(Snowflake),
    name: Type.String(),
    newly_created: Type.Optional(Type.Boolean()),
  }),
]);
type Created = Static<typeof Created>;

/** THREAD_CREATE → `thread_create`, but only when the thread is new: Discord sends it for old ones too. */
export const threadCreate = checked(Created, (thread, context) => {
  const changes = learnThread(thread, thread.guild_id, context.picture);
  const { owner_id: owner, parent_id: parent } = thread;
  if (!thread.newly_created || !owner || !parent || context.picture.bots.has(owner)) {
    return { facts: [], changes };
  }
  return { facts: [threadFact(thread, owner, parent, context)], changes };
});

/** THREAD_UPDATE tells of threads that were archived when the session began. */
export const threadUpdate = checked(Type.Composite([ThreadPlace, InGuild]), (thread, { picture }) => ({
  facts: [],
  changes: learnThread(thread, thread.guild_id, picture),
}));

export const threadDelete = checked(
  Type.Object({ id: Snowflake, guild_id: Snowflake }),
  ({ id, guild_id }, { picture }) =>
    picture.guilds.get(guild_id)?.threads.has(id)
      ? { facts: [], changes: [{ key: keyOf.thread(guild_id, id), value: null }] }
      : NOTHING,
);

export const threadListSync = checked(
  Type.Object({ guild_id: Snowflake, threads: Type.Array(ThreadPlace) }),
  ({ guild_id, threads }, { picture }) => ({
    facts: [],
    changes: threads.flatMap((thread) => learnThread(thread, guild_id, picture)),
  }),
);

/** Remembers where a thread lies; nothing when that is known. */
export function learnThread(
  { id, parent_id }: ThreadPlace,
  guild: string,
  picture: Picture,
): PictureChange[] {
  const isKnown = !parent_id || picture.guilds.get(guild)?.threads.get(id) === parent_id;
  return isKnown ? [] : [{ key: keyOf.thread(guild, id), value: parent_id }];
}

/** The parent channel when `channel` is a thread, else `null`. */
export const parentOf = (picture: Picture, guild: string, channel: string): string | null =>
  picture.guilds.get(guild)?.threads.get(channel) ?? null;

function threadFact(thread: Created, owner: string, parent: string, { receivedAt }: CaptureContext) {
  return {
    id: `thread:${thread.id}`,
    type: 'thread_create' as const,
    guild_id: thread.guild_id,
    user_id: owner,
    channel_id: parent,
    target_id: null,
    at: isoTime(snowflakeTime(thread.id)),
    received_at: isoTime(receivedAt),
    payload: {
      name_length: codePoints(thread.name),
      thread_id: thread.id,
      parent_channel_id: parent,
    },
  };
}
