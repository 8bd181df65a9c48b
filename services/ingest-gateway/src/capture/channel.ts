import { type Static, Type } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';
import { keyOf, type PicturedChannel } from '../picture/picture.js';
import { storable } from './actor.js';
import { checked, NOTHING } from './capture.js';
import { maybe } from './shapes.js';

const NAME_LENGTH = 100;

/** A channel as far as facts need it. Direct messages have no name. */
export const Channel = Type.Object({
  id: Snowflake,
  type: Type.Integer(),
  name: maybe(Type.String()),
  parent_id: maybe(Snowflake),
});

const InGuild = Type.Object({ guild_id: Type.Optional(Snowflake) });

export const pictured = ({ name, type, parent_id }: Static<typeof Channel>): PicturedChannel => ({
  name: storable((name ?? '').slice(0, NAME_LENGTH)),
  type,
  parent_id: parent_id ?? null,
});

/** CHANNEL_CREATE and CHANNEL_UPDATE. */
export const channelChange = checked(Type.Composite([Channel, InGuild]), (channel, { picture }) => {
  const { guild_id, id } = channel;
  if (guild_id === undefined) return NOTHING;
  const after = pictured(channel);
  const before = picture.guilds.get(guild_id)?.channels.get(id);
  const isSame =
    before?.name === after.name && before.type === after.type && before.parent_id === after.parent_id;
  return isSame ? NOTHING : { facts: [], changes: [{ key: keyOf.channel(guild_id, id), value: after }] };
});

/** CHANNEL_DELETE; its threads go with it. */
export const channelDelete = checked(
  Type.Composite([Type.Object({ id: Snowflake }), InGuild]),
  ({ guild_id, id }, { picture }) => {
    const guild = picture.guilds.get(guild_id ?? '');
    if (!guild) return NOTHING;
    const threads = [...guild.threads].filter(([, parent]) => parent === id);
    const keys = [keyOf.channel(guild.id, id), ...threads.map(([thread]) => keyOf.thread(guild.id, thread))];
    return { facts: [], changes: keys.map((key) => ({ key, value: null })) };
  },
);
