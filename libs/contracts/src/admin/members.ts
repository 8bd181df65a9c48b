import { type Static, Type } from '@sinclair/typebox';
import { DiscordId, nullable, OptionalText, oneOfWords, RowId, Text } from './fields.js';

/** Who is signed in at the admin API. */
export const AdminSession = Type.Object({
  user_id: DiscordId,
  guild_ids: Type.Array(DiscordId, { description: 'The guilds that you administer.' }),
  csrf_token: Type.String({ description: 'Send it as `x-csrf-token` with whatever changes something.' }),
});
export type AdminSession = Static<typeof AdminSession>;

/** What an API key may be good for. */
export const KEY_SCOPES = ['read', 'rules', 'members', 'operations'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

export const ApiKeyDocument = Type.Object({
  id: RowId,
  name: Text(100),
  scopes: Type.Array(oneOfWords(KEY_SCOPES), { uniqueItems: true, minItems: 1 }),
  created_by: DiscordId,
  created_at: Type.String(),
  last_used_at: nullable(Type.String(), 'To the minute.'),
  revoked_at: OptionalText,
});
export type ApiKeyDocument = Static<typeof ApiKeyDocument>;

/** A member as admins see them. */
export const MemberDocument = Type.Object({
  id: DiscordId,
  name: Type.String(),
  avatar: OptionalText,
  github_username: OptionalText,
  xp: Type.Integer(),
  level: Type.Integer(),
  gold: Type.Integer(),
  first_seen: Type.String(),
  achievements: Type.Array(
    Type.Object({
      id: RowId,
      name: Type.String(),
      earned_at: Type.String(),
      granted_by: nullable(DiscordId),
    }),
  ),
});
export type MemberDocument = Static<typeof MemberDocument>;
