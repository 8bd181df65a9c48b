import { type TSchema, type TUnsafe, Type } from '@sinclair/typebox';
import {
  BOARDS,
  type BoardName,
  Leaderboard,
  MemberProfile,
  Overview,
  Problem,
  RewardEvent,
} from '@synapse/contracts';
import { PROBLEM_TYPE } from './problem.js';

/** Schemas that the OpenAPI document names, so that generated clients get types with names. */
export const NAMED_SCHEMAS = { Leaderboard, MemberProfile, Overview, Problem, RewardEvent } satisfies Record<
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

const problem = (description: string) => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: named('Problem', description) } },
});

/** The errors that any read can answer with. */
export const COMMON_PROBLEMS = {
  400: problem('The request is malformed; `detail` says where.'),
  503: problem('What the answer needs is away; `Retry-After` says when to try again.'),
};

export const NOT_FOUND = { 404: problem('There is nothing by this name.') };
export const TOO_MANY = { 429: problem('Too many streams are open; `Retry-After` says when to try again.') };
