import { type Static, Type } from '@sinclair/typebox';
import type { Problem } from '@synapse/contracts';
import { PROBLEM_TYPE } from './problem.js';

/** The response schema of an error; `description` says when it comes. */
export const problem = (description: string) => ({
  description,
  content: {
    [PROBLEM_TYPE]: { schema: Type.Unsafe<Static<typeof Problem>>({ $ref: 'Problem#', description }) },
  },
});

/** The errors that any read can answer with. */
export const COMMON_PROBLEMS = {
  400: problem('The request is malformed; `detail` says where.'),
  503: problem('What the answer needs is away; `Retry-After` says when to try again.'),
};

export const NOT_FOUND = { 404: problem('There is nothing by this name.') };
