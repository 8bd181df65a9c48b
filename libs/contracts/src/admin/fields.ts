import { type TNull, type TSchema, type TString, type TUnion, type TUnsafe, Type } from '@sinclair/typebox';

/** A pattern for the whole numbers from 1 to `largest`, in decimal digits. */
export function upTo(largest: string): string {
  const below = [...largest].flatMap((digit, place) => {
    const lowest = place === 0 ? 1 : 0;
    if (Number(digit) <= lowest) return [];
    return `${largest.slice(0, place)}[${lowest}-${Number(digit) - 1}][0-9]{${largest.length - place - 1}}`;
  });
  return `^(?:[1-9][0-9]{0,${largest.length - 2}}|${below.join('|')}|${largest})$`;
}

/** A Discord id that a BIGINT holds. */
export const DiscordId = Type.String({
  pattern: upTo('9223372036854775807'),
  description: 'A Discord id, as a decimal string.',
  examples: ['80351110224678912'],
});

/** The id of a row of ours. */
export const RowId = Type.String({
  pattern: upTo('2147483647'),
  description: 'An id, as a decimal string.',
  examples: ['12'],
});

/** A text that says something, of so many characters at most. */
export const Text = (maxLength: number, description?: string): TString =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', ...(description !== undefined && { description }) });

/** One of a list of words. A plain enum, for which the validator can say what is allowed. */
export const oneOfWords = <const T extends string>(words: readonly T[], description?: string): TUnsafe<T> =>
  Type.Unsafe<T>({ type: 'string', enum: [...words], ...(description !== undefined && { description }) });

export const nullable = <T extends TSchema>(schema: T, description?: string): TUnion<[T, TNull]> =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

/** What a row earns, and what it may be set to. */
export const Reward = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
export const Count = Type.Integer({ minimum: 0 });
export const OptionalText = nullable(Type.String());
