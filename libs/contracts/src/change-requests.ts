import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { isSnowflake, Snowflake } from './snowflake.js';

/** The newest form of a change request that this build reads. */
export const CHANGE_REQUEST_VERSION = 1;

/** A change that a service asks admin for on behalf of somebody; its subject names which. */
export const ChangeRequest = Type.Object({
  v: Type.Literal(CHANGE_REQUEST_VERSION),
  actor: Type.String({ ...Snowflake, description: 'Who asks; admin checks that they may.' }),
  key: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    description: 'Chosen by the caller for this one request: the same again has one effect and one answer.',
  }),
  input: Type.Record(Type.String(), Type.Unknown(), {
    description: 'What the admin API takes as variables of the path and fields of the body, as one.',
  }),
  reason: Type.Optional(Type.String({ maxLength: 500, description: 'Why, for the audit trail.' })),
});
export type ChangeRequest = Static<typeof ChangeRequest>;

/** What became of it, as over HTTP: from 400 on the body is a problem document, 202 says that it is not settled yet. */
export const ChangeAnswer = Type.Object({ status: Type.Integer(), body: Type.Unknown() });
export type ChangeAnswer = Static<typeof ChangeAnswer>;

const schema = TypeCompiler.Compile(ChangeRequest);

/** Says what is wrong with a change request; `null` when it is one. */
export function changeRequestComplaint(value: unknown): string | null {
  const error = schema.Errors(value).First();
  if (error) return `${error.path.slice(1) || 'The request'}: ${error.message}.`;
  return isSnowflake((value as ChangeRequest).actor) ? null : 'actor: no Discord id.';
}
