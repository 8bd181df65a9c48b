import { type TLiteral, type TUnion, Type } from '@sinclair/typebox';

/** One of a fixed list of strings. */
export const oneOf = <const T extends string>(values: readonly T[]): TUnion<TLiteral<T>[]> & { static: T } =>
  Type.Union(values.map((value) => Type.Literal(value))) as TUnion<TLiteral<T>[]> & { static: T };
