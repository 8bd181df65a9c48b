import { Kind, type TUnsafe, Type, TypeRegistry } from '@sinclair/typebox';
import { isSnowflake, Snowflake } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';

export const MemberParameter = { id: Type.String({ ...Snowflake, description: 'The member’s Discord id.' }) };
const STRING_ENUM = 'StringEnum';
TypeRegistry.Set<{ enum: string[] }>(STRING_ENUM, (schema, value) =>
  schema.enum.some((each) => each === value),
);

/** One of a list of words, as a plain enum: a validator can say what is allowed. Source: TypeBox's guide, "Unsafe Types". */
export const stringEnum = <const T extends string>(values: readonly T[], description: string): TUnsafe<T> =>
  Type.Unsafe<T>({ [Kind]: STRING_ENUM, type: 'string', enum: [...values], description });

export const RowParameter = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

export const Limit = (byDefault: string, maximum = 100) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum, description: `How many at most; ${byDefault} when it is left out.` }),
  );

export const Cursor = Type.Optional(
  Type.String({ minLength: 1, maxLength: 300, description: 'The `next` of the page before.' }),
);

export const AsOf = Type.Optional(
  Type.String({
    maxLength: 35,
    description:
      'Answer as of this moment (ISO 8601), by the facts’ own times, from the journal. The further back, the longer it takes.',
    examples: ['2026-11-22T12:00:00Z'],
  }),
);

/** A member's id in code. @throws HttpProblem 400: nineteen digits can be more than any id */
export function memberId(id: string): bigint {
  if (!isSnowflake(id)) throw new HttpProblem(400, `${id} is larger than any Discord id.`);
  return BigInt(id);
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Discord is not older. */
const FIRST_MOMENT = Date.UTC(2015, 0, 1);

/** A moment of the past, in milliseconds since the Unix epoch. @throws HttpProblem 400 */
export function pastMoment(text: string, now: number): number {
  const at = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new HttpProblem(400, `as_of must be a moment such as 2026-11-22T12:00:00Z.`);
  }
  if (at < FIRST_MOMENT || at > now) {
    throw new HttpProblem(400, 'as_of must lie between 2015 and now.');
  }
  return at;
}
