import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';

/** Discord leaves out what it does not know, or sends null, and not always the same one of the two. */
export const maybe = <S extends TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]));

export const User = Type.Object({
  id: Snowflake,
  username: Type.String(),
  global_name: maybe(Type.String()),
  avatar: maybe(Type.String()),
  bot: Type.Optional(Type.Boolean()),
});
export type User = Static<typeof User>;

/** A member as it stands in dispatches that name the user beside it. */
export const BareMember = Type.Object({ nick: maybe(Type.String()) });

export const Member = Type.Object({ nick: maybe(Type.String()), user: User });
