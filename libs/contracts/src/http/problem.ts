import { type Static, Type } from '@sinclair/typebox';

/** An error over HTTP. Source: RFC 9457. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  reason: Type.Optional(Type.String({ description: 'The stable code of a refusal, where there is one.' })),
});
export type Problem = Static<typeof Problem>;
