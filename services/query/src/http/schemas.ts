import { type TSchema, type TUnsafe, Type } from '@sinclair/typebox';
import {
  BOARDS,
  type BoardName,
  Leaderboard,
  MemberProfile,
  Overview,
  RewardEvent,
} from '@synapse/contracts';
import { problem } from '@synapse/http';

/** Schemas that the OpenAPI document names, so that generated clients get types with names. */
export const NAMED_SCHEMAS = { Leaderboard, MemberProfile, Overview, RewardEvent } satisfies Record<
  string,
  TSchema
>;

type Named = typeof NAMED_SCHEMAS;

/** A reference to a named schema, typed as what it describes. */
export const named = <N extends keyof Named>(name: N, description: string): TUnsafe<Named[N]['static']> =>
  Type.Unsafe({ $ref: `${name}#`, description });

/** One of the boards. A plain enum, for which the validator can say what is allowed. */
export const BoardParameter = Type.Unsafe<BoardName>({
  type: 'string',
  enum: [...BOARDS],
  description: 'What the members are ordered by.',
});

export const TOO_MANY = { 429: problem('Too many streams are open; `Retry-After` says when to try again.') };
