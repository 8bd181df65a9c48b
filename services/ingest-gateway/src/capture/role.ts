import { type Static, Type } from '@sinclair/typebox';
import { Snowflake } from '@synapse/contracts';
import { keyOf, type PicturedRole } from '../picture/picture.js';
import { storable } from './actor.js';
import { checked } from './capture.js';

const NAME_LENGTH = 100;

export const Role = Type.Object({ id: Snowflake, name: Type.String(), position: Type.Integer() });

export const picturedRole = ({ name, position }: Static<typeof Role>): PicturedRole => ({
  name: storable(name.slice(0, NAME_LENGTH)),
  position,
});

/** GUILD_ROLE_CREATE and GUILD_ROLE_UPDATE. */
export const roleChange = checked(Type.Object({ guild_id: Snowflake, role: Role }), ({ guild_id, role }) => ({
  facts: [],
  changes: [{ key: keyOf.role(guild_id, role.id), value: picturedRole(role) }],
}));

export const roleDelete = checked(
  Type.Object({ guild_id: Snowflake, role_id: Snowflake }),
  ({ guild_id, role_id }) => ({
    facts: [],
    changes: [{ key: keyOf.role(guild_id, role_id), value: null }],
  }),
);
