import { type TString, type TUnsafe, Type } from '@sinclair/typebox';

/** A text that says something, of so many characters at most. */
export const Text = (maxLength: number, description?: string): TString =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', ...(description !== undefined && { description }) });

/** One of a list of words. A plain enum, for which the validator can say what is allowed. */
export const oneOfWords = <const T extends string>(words: readonly T[], description?: string): TUnsafe<T> =>
  Type.Unsafe<T>({ type: 'string', enum: [...words], ...(description !== undefined && { description }) });
